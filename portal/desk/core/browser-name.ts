/** Which browser a `User-Agent` tells of, for a person who looks for one of theirs. Pure. */

/** In this order: later ones are also named by earlier ones for old servers' sake. */
const browsers = [
  ['Edge', /\bEdg(?:e|A|iOS)?\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /\b(?:HeadlessChrome|Chrome|CriOS)\/(\d+)/],
  ['Safari', /\bVersion\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari\//],
] as const;
const systems = [
  ['Windows', /\bWindows NT\b/],
  ['Android', /\bAndroid\b/],
  ['iOS', /\b(?:iPhone|iPad)\b/],
  ['macOS', /\bMac OS X\b/],
  ['Linux', /\bLinux\b/],
] as const;

const LONGEST = 60;

/** `Firefox 140, Windows`; what is not known stays as it says, cut short. */
export function browserName(userAgent: string): string {
  const browser = browsers.flatMap(([name, sign]) => {
    const found = sign.exec(userAgent);
    return found === null ? [] : [`${name} ${found[1]}`];
  })[0];
  if (browser === undefined) return userAgent.slice(0, LONGEST) || '–';
  const system = systems.find(([, sign]) => sign.test(userAgent))?.[0];
  return system === undefined ? browser : `${browser}, ${system}`;
}
