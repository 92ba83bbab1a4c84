/** Whether Java's `Duration.parse` takes the text: `PT1M`, `P2DT3H4.5S`, `-PT10S`; no years, months or weeks. */
export function isIsoDuration(text: string): boolean {
  return DURATION.test(text) && /\d[DHMS]/i.test(text);
}

const DURATION = /^[-+]?P(?:[-+]?\d+D)?(?:T(?=[-+\d])(?:[-+]?\d+H)?(?:[-+]?\d+M)?(?:[-+]?\d+(?:[.,]\d{0,9})?S)?)?$/i;
