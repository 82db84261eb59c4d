import { describe, expect, it } from 'vitest';
import { planPopups } from './popup-plan.ts';

const left = { id: 1, bounds: { x: 0, y: 0, width: 1920, height: 1080 } };
const right = { id: 2, bounds: { x: 1920, y: 0, width: 1280, height: 1024 } };

describe('the pop-up windows', () => {
  it('open on every display', () => {
    expect(planPopups(true, [left, right], [])).toEqual({ open: [left, right], place: [], close: [] });
  });
  it('stay where they are, and follow a display that moved', () => {
    const moved = { id: 2, bounds: { ...right.bounds, x: -1280 } };
    expect(planPopups(true, [left, moved], [1, 2])).toEqual({ open: [], place: [left, moved], close: [] });
  });
  it('come with a display and go with it', () => {
    expect(planPopups(true, [left, right], [1])).toEqual({ open: [right], place: [left], close: [] });
    expect(planPopups(true, [left], [1, 2])).toEqual({ open: [], place: [left], close: [2] });
  });
  it('go when there is nothing to show, displays or not', () => {
    expect(planPopups(false, [left, right], [1, 2])).toEqual({ open: [], place: [], close: [1, 2] });
    expect(planPopups(true, [], [1])).toEqual({ open: [], place: [], close: [1] });
  });
});
