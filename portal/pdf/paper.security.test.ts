/** A PDF that others open holds texts alone: nothing in it runs, fetches, opens or sends anything, whatever people wrote. */
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { text } from '../html.ts';
import { Paper } from './paper.ts';

/** What acts, or carries what could (ISO 32000-1, sections 7.11.4, 12.5, 12.6, 12.7). */
const active =
  /\/(AA|AcroForm|Annots?|EmbeddedFiles?|Encrypt|GoToE|GoToR|ImportData|JavaScript|JS|Launch|Movie|Named|OpenAction|Rendition|ResetForm|RichMedia|Sound|SubmitForm|URI|XFA)\b/;

/** The names of a PDF's objects: without streams, and without strings (7.3.4), in which anything may stand. */
const objectsOf = (pdf: Buffer) =>
  pdf
    .toString('latin1')
    .replace(/>>\s*stream\r?\n[\s\S]*?\nendstream\s+endobj/g, '')
    .replace(/\((?:\\[\s\S]|[^\\()])*\)/g, '()')
    .replace(/<[0-9A-Fa-f\s]*>/g, '<>');

const paper = (title: string) => new Paper({ title, language: 'fr', at: new Date(0) });
const bytesOf = (made: Paper) => buffer(made.finish(() => undefined));

const script = '<< /Type /Action /S /JavaScript /JS (app.alert(1)) >>';

it.each([
  `) /OpenAction ${script} /X (`,
  `\\) /OpenAction ${script} /X (\\`,
  `)\r\n>>\r\nendobj\r\n1 0 obj\r\n<< /OpenAction ${script}`,
  `é) /OpenAction ${script} /X (漢`,
  'endstream endobj 9 0 obj << /S /URI /URI (http://x.example) >> endobj',
  '</rdf:li></rdf:Alt><!-- & \u0007',
  'http://x.example mailto:a@x.example file:///etc/passwd',
])('runs nothing with %j as its title, heading and text', async (hostile) => {
  const made = paper(hostile);
  made.heading(hostile, 1);
  made.paragraph(hostile);
  const pdf = await bytesOf(made);
  const objects = objectsOf(pdf);
  expect(objects).toContain('/Catalog');
  expect(active.exec(objects)).toBeNull();
  // The title again, in XML.
  const [, title] = /x-default">([\s\S]*?)<\/rdf:li>/.exec(pdf.toString('utf8')) ?? [];
  expect(title).toBe(text(made.shown(hostile)));
});

it.each<[string, (made: Paper) => void]>([
  ['a script', ({ doc }) => void doc.addNamedJavaScript('x', 'app.alert(1)')],
  ['a link', ({ doc }) => void doc.link(10, 10, 10, 10, 'http://x.example')],
  ['a file', ({ doc }) => void doc.file(Buffer.from('x'), { name: 'x.exe' })],
])('would be seen to hold %s', async (_, add) => {
  const made = paper('Essai');
  add(made);
  expect(objectsOf(await bytesOf(made))).toMatch(active);
});
