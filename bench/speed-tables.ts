/** What recorded runs say, as the tables of the page on speed. */

/** One figure of a recorded run. */
interface RecordedFigure {
  readonly name: string
  readonly unit: string
  readonly measured: number
  readonly limit: number | null
  readonly note?: string
}

/** A recorded run, of which the page shows a part. */
export interface RecordedRun {
  readonly date: string
  readonly commit: string
  readonly machine: { readonly processor: string; readonly cores: number; readonly memoryGb: number }
  /** Over five minutes at the end of the run; not noted in older ones. */
  readonly loadAverage?: number
  readonly versions: { readonly node: string }
  readonly figures: readonly RecordedFigure[]
  readonly logs?: readonly { readonly versions?: Readonly<Record<string, string>> }[]
}

/** Recorded runs that the page tells of, in its order. */
export const shownRuns = {
  peers: ['lifetimes', 'pymc-marketing'],
  own: ['fits', 'covariates', 'bootstrap', 'threads'],
} as const

/**
 * The tables, one after the other, in Markdown.
 *
 * @param runs - By the name of their file in `results/`; those that are not there are left out.
 */
export function speedTables(runs: Readonly<Record<string, RecordedRun | undefined>>): string {
  const peers = shownRuns.peers.flatMap((name) => withRun(runs[name], (run) => peerTable(name, run)))
  const own = shownRuns.own.flatMap((name) => withRun(runs[name], (run) => ownTable(name, run)))
  return [...peers, ...own].join('\n\n')
}

function withRun(run: RecordedRun | undefined, table: (run: RecordedRun) => string): string[] {
  return run === undefined ? [] : [table(run)]
}

/** Each task of each log beside the peer's. */
function peerTable(name: string, run: RecordedRun): string {
  const versions = Object.entries(run.logs?.[0]?.versions ?? {}).map(([key, value]) => `${key} ${value}`)
  const rows = run.figures
    .filter(({ unit }) => unit === 'ratio')
    .map((figure) => {
      const [log = '', task = ''] = figure.name.split(`, ours over ${name}`)[0]?.split(': ') ?? []
      const ours = run.figures.find((other) => other.name === `${log}: ${task}`)?.measured ?? Number.NaN
      return [log, task, inSeconds(ours), inSeconds(ours / figure.measured), times(1 / figure.measured)]
    })
  return [
    `**Beside ${versions.join(', ')}.** ${circumstances(run)}`,
    table(['log', 'task', 'here', 'there', 'times as fast'], rows),
  ].join('\n\n')
}

/** Each figure beside its limit. */
function ownTable(name: string, run: RecordedRun): string {
  const rows = run.figures.map(({ name: figure, unit, measured, limit }) => [
    figure,
    unit === 's' ? inSeconds(measured) : measured.toPrecision(2),
    limit === null ? '' : unit === 's' ? inSeconds(limit) : String(limit),
  ])
  const title = `**\`bench/${name}.ts\`.** ${circumstances(run)}`
  return [title, table(['what', 'measured', 'limit'], rows)].join('\n\n')
}

function circumstances({ date, commit, machine, versions, loadAverage }: RecordedRun): string {
  const { processor, cores, memoryGb } = machine
  const where = `${date}, commit ${commit}, Node ${versions.node}, ${cores} cores (${processor}), ${memoryGb} GB.`
  return `${where}${otherWork(loadAverage, cores)}`
}

/** Whether the seconds are those of a machine that does nothing else. */
function otherWork(loadAverage: number | undefined, cores: number): string {
  if (loadAverage === undefined) return ' What else the machine did was not noted.'
  return loadAverage > cores
    ? ` The machine did other work too, at a load of ${loadAverage}: ratios tell more than seconds.`
    : ''
}

function inSeconds(value: number): string {
  if (value < 0.1) return `${Number((1000 * value).toPrecision(2))} ms`
  return `${Number(value.toPrecision(value < 10 ? 2 : 3))} s`
}

function times(ratio: number): string {
  return String(Number(ratio.toPrecision(2)))
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
