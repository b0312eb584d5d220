import { expect, it } from 'vitest';
import { moveAcross, moveOf } from './keys.ts';

const key = (name: string) => ({ key: name, ctrlKey: false, metaKey: false, altKey: false });

it('moves from row to row and stays within the table', () => {
  expect(['ArrowDown', 'j', 'ArrowUp', 'k'].map((name) => moveOf(key(name), 4, 10, 3))).toEqual([5, 5, 3, 3]);
  expect(['PageDown', 'PageUp', 'Home', 'End'].map((name) => moveOf(key(name), 8, 10, 3))).toEqual([9, 5, 0, 9]);
  expect(moveOf(key('ArrowDown'), -1, 10, 3)).toBe(0);
  expect(moveOf(key('ArrowUp'), -1, 10, 3)).toBe(0);
});

it('ignores other keys', () => {
  expect(moveOf(key('x'), 0, 10, 3)).toBeNull();
  expect(moveOf(key('ArrowDown'), -1, 0, 3)).toBeNull();
  expect(moveOf({ ...key('k'), ctrlKey: true }, 4, 10, 3)).toBeNull();
});

it('moves from the row into its cells and back', () => {
  expect(moveAcross(key('ArrowRight'), -1, 5)).toBe(0);
  expect(moveAcross(key('ArrowRight'), 4, 5)).toBe(4);
  expect(moveAcross(key('ArrowLeft'), 1, 5)).toBe(0);
  expect(moveAcross(key('ArrowLeft'), 0, 5)).toBe(-1);
  expect(moveAcross(key('ArrowLeft'), -1, 5)).toBe(-1);
  expect(moveAcross(key('ArrowDown'), 2, 5)).toBeNull();
});
