/** The look of the app: mineral greens on calm greys, dense, in the system's own type. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const keep: MantineColorsTuple = [
  '#e9f5f2',
  '#d2e9e3',
  '#a6d5ca',
  '#77c0b1',
  '#4eac9b',
  '#319784',
  '#1f8070',
  '#13695c',
  '#0c564b',
  '#064239',
];

/** From text to the deepest ground, with a breath of the green in it. */
const dark: MantineColorsTuple = [
  '#d5dcda',
  '#b6c0bd',
  '#94a19d',
  '#6a7773',
  '#414c49',
  '#323b39',
  '#252d2b',
  '#1b2220',
  '#141a18',
  '#0e1312',
];

const gray: MantineColorsTuple = [
  '#f6f8f7',
  '#eef1f0',
  '#e3e8e6',
  '#d5dcd9',
  '#c2cbc8',
  '#9ba6a2',
  '#6f7b77',
  '#4b5653',
  '#333d3a',
  '#1f2725',
];

export const theme = createTheme({
  primaryColor: 'keep',
  primaryShade: { light: 7, dark: 6 },
  colors: { keep, dark, gray },
  black: '#16201d',
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, monospace",
  defaultRadius: 'sm',
  radius: { sm: '0.375rem', md: '0.625rem' },
  respectReducedMotion: true,
  headings: {
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.3' },
      h3: { fontSize: '1.25rem', lineHeight: '1.35' },
      h4: { fontSize: '1.0625rem', lineHeight: '1.4' },
      h6: { fontSize: '0.875rem', lineHeight: '1.45' },
    },
  },
});

/** Mantine's own dimmed text and its red are too faint for AA on their own ground. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': gray[0],
    '--mantine-color-dimmed': '#52605b',
    '--mantine-color-placeholder': '#5e6b67',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-yellow-light': '#fbf3df',
    '--mantine-color-yellow-light-color': '#7a4d00',
    '--mantine-color-red-light': '#fbebe9',
    '--mantine-color-red-light-color': '#a3221b',
    '--keep-surface': '#ffffff',
    '--keep-line': gray[2],
    '--keep-line-strong': gray[5],
    '--keep-good': keep[7],
    '--keep-warning': '#8f5b00',
    '--keep-bad': '#b3261e',
    '--keep-chart-1': keep[6],
    '--keep-chart-2': '#b4690e',
  },
  dark: {
    '--mantine-color-body': dark[8],
    '--mantine-color-dimmed': '#9cabaa',
    '--mantine-color-placeholder': '#94a19d',
    '--mantine-color-error': '#ff9089',
    '--mantine-color-keep-light': 'rgba(78, 172, 155, 0.16)',
    '--mantine-color-keep-light-hover': 'rgba(78, 172, 155, 0.22)',
    '--mantine-color-keep-light-color': keep[2],
    '--mantine-color-yellow-light': 'rgba(232, 162, 76, 0.14)',
    '--mantine-color-yellow-light-color': '#f3c06b',
    '--mantine-color-red-light': 'rgba(255, 120, 110, 0.14)',
    '--mantine-color-red-light-color': '#ffa9a3',
    '--keep-surface': dark[7],
    '--keep-line': dark[5],
    '--keep-line-strong': dark[3],
    '--keep-good': keep[3],
    '--keep-warning': '#f0b34a',
    '--keep-bad': '#ff9089',
    '--keep-chart-1': keep[3],
    '--keep-chart-2': '#e8a24c',
  },
});
