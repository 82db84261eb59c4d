import { expect, test } from 'vitest';
import { expandTerritory } from '../../../protocol/territory.ts';
import { columns, regions, rowCount, territoryName, tiles } from './territories.ts';

test('every department and collectivity has a tile of its own and a name', () => {
  expect(tiles).toHaveLength(96 + 11);
  expect(new Set(tiles.map(({ code }) => code)).size).toBe(tiles.length);
  expect(new Set(tiles.map(({ column, row }) => `${column}/${row}`)).size).toBe(tiles.length);
  for (const { code, name, column, row } of tiles) {
    expect(expandTerritory(code), code).toEqual([code]);
    expect(code).not.toContain(name);
    expect(Number.isInteger(column) && column < columns && row < rowCount, code).toBe(true);
  }
});

test('the regions hold every department of the mainland and Corsica once', () => {
  const held = regions.flatMap(({ codes }) => codes);
  expect(held.toSorted()).toEqual(
    tiles
      .map(({ code }) => code)
      .filter((code) => code.length === 5)
      .toSorted(),
  );
});

test.each([
  ['FR-2A', '2A Corse-du-Sud'],
  ['FR-974', '974 La Réunion'],
  ['FR-XX', 'FR-XX'],
])('%s is named %s', (code, name) => {
  expect(territoryName(code)).toBe(name);
});
