import { expect, test } from 'vitest';
import { mailOf, telOf } from './words.ts';

test.each([
  ['0 800 513 411', 'tel:0800513411'],
  ['0 800 513 411 (appel gratuit)', 'tel:0800513411'],
  ['+33 (0)1 42 00 00 00', 'tel:+330142000000'],
  ['+33\u202f1\u00a042', 'tel:+33142'],
  ['01.42-00/00', 'tel:01420000'],
  ['15', null],
  ['numéro vert', null],
  ['javascript:alert(1)', null],
  ['12345678901234567', null],
  ['', null],
])('telephone %j: %j', (phone, href) => {
  expect(telOf(phone)).toBe(href);
});

test.each([
  ['info@exemple.fr', 'mailto:info@exemple.fr'],
  ['a@b?bcc=tous@exemple.fr', null],
  ['a@b.fr,c@d.fr', null],
  ['a@b.fr&body=x', null],
  ['a b@c.fr', null],
  ['@', null],
  ['a@b%0d%0aBcc:c@d', null],
])('address %j: %j', (email, href) => {
  expect(mailOf(email)).toBe(href);
});
