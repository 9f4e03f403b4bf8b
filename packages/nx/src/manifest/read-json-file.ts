import { readFileSync } from 'node:fs';

/**
 * A JSON file's content, for what every Nx command loads: the devkit's own function comes with 150 ms of devkit.
 * The caller vouches for the shape.
 */
export function readJsonFile<Shape>(file: string): Shape {
  return JSON.parse(readFileSync(file, 'utf8')) as Shape;
}
