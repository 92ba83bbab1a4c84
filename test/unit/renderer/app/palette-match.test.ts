import { describe, expect, it } from 'vitest';
import { findMatching } from '../../../../renderer/app/palette-match.ts';

const ENTRIES = [
  { label: 'Plugins' },
  { label: 'Install plugin' },
  { label: 'Theme: dark' },
  { label: 'geo-enrich', note: 'Installing · localhost:5000/geo-enrich:1.9.0' },
  { label: 'ocr-lite', note: 'Failed · registry.lab.local/vision/ocr-lite:0.7.0' },
];

const labels = (text: string): readonly string[] => findMatching(ENTRIES, text).map(({ label }) => label);

describe('the palette', () => {
  it('shows everything in its own order without a text', () => {
    expect(labels('  ')).toEqual(ENTRIES.map(({ label }) => label));
  });

  it('puts a match at the start before one at the start of a word, and a label before a note', () => {
    expect(labels('plugin')).toEqual(['Plugins', 'Install plugin']);
    expect(labels('install')).toEqual(['Install plugin', 'geo-enrich']);
  });

  it('finds by letters in order, by state and by image, whatever the case', () => {
    expect(labels('GEN')).toContain('geo-enrich');
    expect(labels('failed')).toEqual(['ocr-lite']);
    expect(labels('vision')).toEqual(['ocr-lite']);
  });

  it('wants every word', () => {
    expect(labels('dark theme')).toEqual(['Theme: dark']);
    expect(labels('dark zebra')).toEqual([]);
  });
});
