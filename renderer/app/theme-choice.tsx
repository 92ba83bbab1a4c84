import { Contrast, Monitor, Moon, Sun } from 'lucide-react';
import { Segments } from '../components/segments.tsx';
import { chooseTheme, useTheme } from './theme.ts';

const CHOICES = [
  { value: 'system', label: 'As the system', icon: <Monitor aria-hidden="true" /> },
  { value: 'light', label: 'Light', icon: <Sun aria-hidden="true" /> },
  { value: 'dark', label: 'Dark', icon: <Moon aria-hidden="true" /> },
  { value: 'contrast', label: 'High contrast', icon: <Contrast aria-hidden="true" /> },
] as const;

/** The four looks of the page. */
export function ThemeChoice() {
  const theme = useTheme();
  return <Segments label="Theme" segments={CHOICES} value={theme} onChange={chooseTheme} iconsOnly />;
}
