/** Times work, compares it with its limit, and says on what machine. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join, resolve } from 'node:path'

/** One measured figure. */
export interface Figure {
  readonly name: string
  readonly unit: 's' | 'ms' | 'MB' | 'ratio'
  readonly measured: number
  /** What it must not exceed; null where it is only told. */
  readonly limit: number | null
  /** What it is a ratio of, or how it was taken. */
  readonly note?: string
}

/** Seconds that `work` takes: the median of `times` runs, after one that warms up. */
export async function seconds(work: () => unknown, times = 3): Promise<number> {
  await work()
  const taken: number[] = []
  for (let run = 0; run < times; run += 1) {
    const start = performance.now()
    await work()
    taken.push((performance.now() - start) / 1000)
  }
  return taken.toSorted((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN
}

/** Prints the figures as JSON with the commit, the machine and the versions; a broken limit makes the exit code 1. */
export function printFigures(bench: string, figures: readonly Figure[], facts: object = {}): void {
  const judged = figures.map((figure) => ({
    ...figure,
    measured: significant(figure.measured),
    ratioToLimit: figure.limit === null ? null : significant(figure.measured / figure.limit),
    pass: figure.limit === null ? null : figure.measured <= figure.limit,
  }))
  console.log(JSON.stringify({ bench, ...circumstances(), ...facts, figures: judged }, null, 2))
  if (judged.some((figure) => figure.pass === false)) process.exitCode = 1
}

function significant(value: number): number {
  return Number(value.toPrecision(4))
}

/** Commit, day, machine and versions; no names of machines or folders. */
function circumstances() {
  const processors = cpus()
  return {
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim(),
    date: new Date().toISOString().slice(0, 10),
    machine: {
      processor: processors[0]?.model ?? 'unknown',
      cores: processors.length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      platform: `${process.platform} ${process.arch}`,
    },
    // Over the last five minutes: more than the cores means that other work took its share.
    loadAverage: Number((loadavg()[1] ?? 0).toFixed(1)),
    versions: {
      perennial: versionOf('.'),
      node: process.versions.node,
      duckdb: versionOf('node_modules/@duckdb/node-api'),
    },
  }
}

/** The folder of the project. */
export const root = resolve(import.meta.dirname, '..')

function versionOf(folder: string): string {
  const text = readFileSync(join(root, folder, 'package.json'), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}
