/** A peer library beside us on the same logs; no ratio is printed before both found the same maximum. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { weeks, days } from '#kernel/time.ts'
import { fitGammaGamma } from '#lifetime/gamma-gamma/fit.ts'
import type { PurchaseModelName } from '#lifetime/model.ts'
import { purchaseModel } from '#lifetime/models.ts'
import { customerOutlook } from '#lifetime/outlook/customer-outlook.ts'
import { expectedPurchases } from '#lifetime/predict.ts'
import { datasetPath } from '#tests/datasets.ts'
import { readPurchaseLines } from '#tests/cdnow.ts'
import { type BaseData, type LogFile, logData, openLogFile, twoLevelGrouping } from './base-data.ts'
import { cached, layouts, logOf } from './layouts.ts'
import { type Figure, printFigures, root, seconds } from './measure.ts'

/** A library of another language, and what it is asked to do. */
export interface Peer {
  readonly name: string
  /** Python script beside this file that fits the models named to a log and prints a {@link PeerAnswer}. */
  readonly script: string
  /** Names the interpreter that has the library; `python3` where it is not set. */
  readonly interpreter: string
  /** Which models it fits to which logs. */
  readonly tasks: readonly (readonly [PeerLog, readonly ComparedModel[]])[]
}

/** The sample of CDNOW, or so many customers of the short layout. */
export type PeerLog = 'CDNOW sample' | '100,000 customers' | '1,000,000 customers'

/** Models that peers fit too. */
export type ComparedModel = Extract<PurchaseModelName, 'bg-nbd' | 'mbg-nbd' | 'pareto-nbd'> | 'gamma-gamma'

/** What a script prints; `absent` where the library is not installed. */
interface PeerAnswer {
  readonly absent?: string
  readonly versions: Readonly<Record<string, string>>
  readonly seconds: Readonly<Record<string, number>>
  readonly customers: number
  readonly logLikelihood: Readonly<Record<string, number>>
}

/** Runs a peer and us on each of its logs and prints all that may be compared. */
export async function printPeer(peer: Peer): Promise<void> {
  const figures: Figure[] = []
  const facts: object[] = []
  for (const [name, models] of peer.tasks) {
    const log = logNamed(name)
    if (log === undefined) {
      facts.push({ log: name, skipped: 'cdnow/CDNOW_sample.txt is not on this machine' })
      continue
    }
    const answer = askPeer(peer, log, models)
    if (answer.absent !== undefined) {
      console.log(
        JSON.stringify({ bench: peer.name, skipped: `Python has no such library: ${answer.absent}` }),
      )
      return
    }
    const compared = await compare({ peer, name, log, models, answer })
    figures.push(...compared.figures)
    facts.push(compared.facts)
  }
  printFigures(peer.name, figures, { logs: facts })
}

function logNamed(name: PeerLog): LogFile | undefined {
  if (name !== 'CDNOW sample') {
    const customers = Number(name.replaceAll(/\D/g, ''))
    return { path: logOf(layouts.short, customers), until: layouts.short.fitUntil }
  }
  const source = datasetPath('cdnow/CDNOW_sample.txt')
  if (source === undefined) return undefined
  const lines = readPurchaseLines(source).map(({ customer, day, amount }) => `${customer},${day},${amount}`)
  const path = cached('cdnow-sample.csv')
  writeFileSync(path, ['customer,date,amount', ...lines, ''].join('\n'))
  return { path, until: '1997-09-30' }
}

function askPeer({ script, interpreter }: Peer, log: LogFile, models: readonly string[]): PeerAnswer {
  const python = process.env[interpreter] ?? 'python3'
  const run = spawnSync(python, [join(root, 'bench', script), log.path, log.until, models.join()], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (run.error !== undefined) return { absent: run.error.message } as PeerAnswer
  if (run.status !== 0) throw new Error(`The peer failed: ${run.stderr}`)
  return JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '') as PeerAnswer
}

/** One log, and what the peer made of it. */
interface Comparison {
  readonly peer: Peer
  readonly name: PeerLog
  readonly log: LogFile
  readonly models: readonly ComparedModel[]
  readonly answer: PeerAnswer
}

async function compare({ peer, name, log, models, answer }: Comparison) {
  const database = await openLogFile(log.path)
  const data = await logData(log)
  const fits = models.map((model) => [model, fitOf(model, data)] as const)
  const judged = heldAgainst(answer, data, models)
  const agreed = new Set(judged.filter(({ agree }) => agree).map(({ model }) => model))
  const work: Record<string, () => unknown> = {
    summarise: () => database.columns(twoLevelGrouping, { until: log.until }),
    ...Object.fromEntries(
      fits.filter(([model]) => agreed.has(model)).map(([model, fit]) => [`fit ${model}`, fit]),
    ),
    ...(agreed.has('bg-nbd') && agreed.has('gamma-gamma') ? predictionsOf(data) : {}),
  }
  const figures: Figure[] = []
  for (const [task, run] of Object.entries(work)) {
    const [here, there] = [await seconds(run), answer.seconds[task] ?? Number.NaN]
    const note = `${peer.name} took ${there.toPrecision(4)} s${task === valueTask ? ', without intervals' : ''}`
    figures.push(
      { name: `${name}: ${task}`, unit: 's', measured: here, limit: null },
      {
        name: `${name}: ${task}, ours over ${peer.name}`,
        unit: 'ratio',
        measured: here / there,
        // Intervals are work that the peers do not do.
        limit: task === valueTask ? null : 1,
        note,
      },
    )
  }
  await database.close()
  const facts = { log: name, customers: answer.customers, versions: answer.versions, logLikelihood: judged }
  return { figures, facts }
}

/** The maximum that either found of each model, and whether it is the same. */
function heldAgainst(answer: PeerAnswer, data: BaseData, models: readonly ComparedModel[]) {
  return models.map((model) => {
    const [ours, theirs] = [fitOf(model, data)().logLikelihood, answer.logLikelihood[model] ?? Number.NaN]
    return { model, ours, theirs, agree: Math.abs(ours - theirs) < sameMaximum(data.histories.age.length) }
  })
}

/**
 * Asks a peer for its maxima on one log, and holds ours against them.
 *
 * @returns Why there is nothing to compare, where the library or the log is not on this machine.
 */
export async function maximaBeside(
  peer: Peer,
  name: PeerLog,
  models: readonly ComparedModel[],
): Promise<ReturnType<typeof heldAgainst> | string> {
  const log = logNamed(name)
  if (log === undefined) return `${name} is not on this machine`
  const answer = askPeer(peer, log, models)
  if (answer.absent !== undefined) return `Python has no ${peer.name}`
  return heldAgainst(answer, await logData(log), models)
}

const valueTask = 'value of a year'

/** Two searches for one maximum may end so far apart: half a unit for a million customers. */
function sameMaximum(customers: number): number {
  return Math.max(0.005, 5e-7 * customers)
}

function fitOf(model: ComparedModel, { histories, spends }: BaseData) {
  if (model === 'gamma-gamma') return () => fitGammaGamma(spends)
  return () => purchaseModel(model).fit(histories)
}

/** What is asked of BG/NBD with Gamma-Gamma: the value of a year here has intervals, that of the peers none. */
function predictionsOf({ histories, spends, base }: BaseData) {
  const fitted = purchaseModel('bg-nbd').fit(histories)
  const spend = { kind: 'gamma-gamma', fitted: fitGammaGamma(spends) } as const
  return {
    'expected purchases': () => expectedPurchases(fitted, histories, { horizon: weeks(39) }),
    [valueTask]: () => customerOutlook({ fitted, spend, base, horizon: days(365), discountRatePerYear: 0.1 }),
  }
}
