/**
 * Text of containers, images and registries is hostile (reliability, Security 7): escape sequences, control and
 * direction characters go, before anything shows it.
 */
export function plainText(text: string, longest: number): string {
  const clean = text.replace(ESCAPES, '').replace(CONTROLS, '');
  if (clean.length <= longest) return clean;
  const cut = clean.slice(0, longest - 1);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

// Strings (OSC, DCS, SOS, PM, APC) up to their end, or to the end of the text where it is missing; then CSI; then the rest.
const ESCAPES =
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /(?:\u001B[\]PX^_]|[\u009D\u0090\u0098\u009E\u009F])[^\u0007\u001B\u009C]*(?:\u0007|\u001B\\|\u009C|(?=\u001B)|$)|(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]?|\u001B[ -/]*[0-~]?/g;
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROLS = /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g;
