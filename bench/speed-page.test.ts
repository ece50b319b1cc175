import { expect, test } from 'vitest'
import { recordedRuns, shownTables } from './speed-page.ts'
import { speedTables, type RecordedRun } from './speed-tables.ts'

/** Without the spaces and dashes that line columns up. */
function squeezed(text: string): string {
  return text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---')
}

test('the page on speed says what the recorded runs say', () => {
  expect(squeezed(shownTables())).toBe(squeezed(speedTables(recordedRuns())))
})

test('a task is shown beside the peer’s only where there is a ratio, and limits beside what has one', () => {
  const run: RecordedRun = {
    date: '2026-11-30',
    commit: 'abc',
    machine: { processor: 'P', cores: 2, memoryGb: 8 },
    versions: { node: '26' },
    logs: [{ versions: { lifetimes: '0.11.3' } }],
    figures: [
      { name: 'L: fit', unit: 's', measured: 0.02, limit: null },
      { name: 'L: fit, ours over lifetimes', unit: 'ratio', measured: 0.01, limit: 1 },
      { name: 'L: other', unit: 's', measured: 1, limit: 3 },
    ],
  }
  const peers = speedTables({ lifetimes: run })
  expect(peers).toContain('| L | fit | 20 ms | 2 s | 100 |')
  expect(peers).not.toContain('other')
  expect(speedTables({ fits: run })).toContain('| L: other | 1 s | 3 s |')
  expect(speedTables({})).toBe('')
})

test('a run on a busy machine is told to be one', () => {
  const run = (loadAverage?: number): RecordedRun => ({
    date: '2026-11-30',
    commit: 'abc',
    machine: { processor: 'P', cores: 2, memoryGb: 8 },
    versions: { node: '26' },
    ...(loadAverage === undefined ? {} : { loadAverage }),
    figures: [],
  })
  expect(speedTables({ fits: run(7.5) })).toContain('at a load of 7.5')
  expect(speedTables({ fits: run(1.2) })).not.toContain('load')
  expect(speedTables({ fits: run() })).toContain('was not noted')
})
