import { applyEdits, modify, parse, type JSONPath, type ParseError } from 'jsonc-parser';
import type { StoryId } from '../names/story-id';

/** The window of one story. */
export interface StoryWindow {
  readonly id: StoryId;
  readonly title: string | null;
  /** The folder that it shows. */
  readonly path: string;
  /** A number that no other story has, such as its first port over the size of a block; its colour comes of it. */
  readonly number: number;
}

/** The text of a `.code-workspace` file, which VS Code and its kin read. */
export function workspaceFile(window: StoryWindow): string {
  const file = {
    folders: [{ name: window.id, path: window.path }],
    settings: {
      'window.title': `\${dirty}${titleOf(window)}\${separator}\${activeEditorShort}`,
      'workbench.colorCustomizations': colorsOf(window.number),
    },
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * The text of a file that was written before, and that a person may have changed since: only the folder's path is
 * brought up to date. A text that is no workspace any more is written anew.
 */
export function updatedWorkspaceFile(text: string, window: StoryWindow): string {
  const errors: ParseError[] = [];
  const found = parse(text, errors, { allowTrailingComma: true }) as unknown;
  if (errors.length > 0 || !hasFolder(found)) return workspaceFile(window);
  return setIn(text, ['folders', 0, 'path'], window.path);
}

function hasFolder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('folders' in value)) return false;
  return Array.isArray(value.folders) && value.folders.length > 0;
}

function setIn(text: string, path: JSONPath, value: string): string {
  const formattingOptions = { insertSpaces: true, tabSize: 2 };
  return applyEdits(text, modify(text, path, value, { formattingOptions }));
}

/** A title may hold what the editor would take for a variable. */
function titleOf({ id, title }: StoryWindow): string {
  return title === null ? id : `${id}: ${title.replaceAll('${', '$ {')}`;
}

/** In degrees; neighbours are far apart, and no two of many stories fall together. */
const GOLDEN_ANGLE = 137.508;

function colorsOf(number: number): Record<string, string> {
  const hue = (number * GOLDEN_ANGLE) % 360;
  const [dark, darker] = [colorOf(hue, 0.3), colorOf(hue, 0.22)];
  return {
    'titleBar.activeBackground': dark,
    'titleBar.activeForeground': '#ffffff',
    'titleBar.inactiveBackground': darker,
    'titleBar.inactiveForeground': '#cccccc',
    'activityBar.background': darker,
    'activityBar.foreground': '#ffffff',
    'statusBar.background': dark,
    'statusBar.foreground': '#ffffff',
  };
}

const SATURATION = 0.5;

/** HSL as RGB, by the formula of CSS Color 4. White on it is readable: it is dark. */
function colorOf(hue: number, lightness: number): string {
  const channel = (n: number): string => {
    const k = (n + hue / 30) % 12;
    const value =
      lightness -
      SATURATION * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}
