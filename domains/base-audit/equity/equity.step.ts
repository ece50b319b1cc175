/** The step of a refresh that writes what the base is worth, how that came about, and what newcomers bring. */
import type { RefreshStep, StepContext } from '#columnar/refresh.ts'
import { isPerennialError } from '#kernel/errors.ts'
import {
  acquisitionTableNames,
  createAcquisitionTables,
  firstMoney,
} from '../acquisition/acquisition.query.ts'
import { codesOf, countCodes, rankedCodes } from './equity-groups.ts'
import { bridgeBetweenDates, groupsOn, usualOpening, type EquitySource } from './equity-bridges.query.ts'
import { keepEquityDocuments, type KeptNewcomers } from './equity-documents.query.ts'
import { backtestReachOf, baseValueOf, unvaluedBecause, valueDocuments } from './equity-report.ts'
import { startEquityWorkers, type EquityWorkers } from './equity-workers.ts'
import type { EquityBridge, EquityDocument, EquityFinding } from '../equity.contract.ts'
import { customersOn, firstValues, readGround, type EquityTables, type MoneyRule } from './equity.query.ts'
import type { PayingCustomers } from './equity-union.ts'

/** What the step is told. */
export interface EquityRun {
  /** Whether the margin is stated as one share of spend. */
  readonly marginStated: boolean
}

/** Channels that are looked at by themselves, those with most customers. */
const mostChannels = 24

/** From the customers, their models and the audit's dimensions to the documents of equity. */
export function equityStep(run: EquityRun): RefreshStep {
  return {
    name: 'equity',
    needs: ['publish', 'audit'],
    tables: ['equity_document', ...acquisitionTableNames],
    scratch: [],
    run: (context) => writeEquity(run, context),
  }
}

/** A second thread takes as long to begin as a few customers take to be looked at. */
const manyCustomers = 50_000

async function writeEquity(run: EquityRun, { database, signal }: StepContext): Promise<void> {
  const tables: EquityTables = { db: database, prefix: 'snapshot.' }
  const ground = await readGround(tables, run)
  const source: EquitySource = { tables, ground, snapshot: null }
  const money: MoneyRule = { share: ground.document.margin ?? 1, marginColumn: ground.marginColumn }
  const customers = await customersOn(tables, { day: ground.document.asOf, money })
  const workers = startEquityWorkers(customers.customer.length < manyCustomers ? 1 : 2)
  try {
    const made: Making = { source, customers, workers, signal }
    // The bridge is fitted in one thread while the other looks at groups and newcomers.
    const [bridge, values, newcomers] = await Promise.all([
      usualBridge(made),
      valuesOfGroups(made),
      newcomersOf(made, money),
    ])
    await keepEquityDocuments(database, { equity: documentOf(made, { bridge, values }), newcomers })
  } finally {
    await workers.close()
  }
}

interface Making {
  readonly source: EquitySource
  readonly customers: PayingCustomers
  readonly workers: EquityWorkers
  readonly signal: AbortSignal
}

interface UsualBridge {
  readonly bridge: EquityBridge | null
  readonly findings: readonly EquityFinding[]
}

async function usualBridge({ source, workers, signal }: Making): Promise<UsualBridge> {
  const { document, purchases } = source.ground
  if (purchases === null) return { bridge: null, findings: [unvaluedBecause(document)] }
  const from = usualOpening(document)
  if (from === null) {
    const values = { first: document.firstDay, last: document.asOf }
    return { bridge: null, findings: [{ code: 'bridge-log-short', values }] }
  }
  try {
    const span = { from, to: document.asOf }
    return { bridge: await bridgeBetweenDates(source, span, { workers, signal }), findings: [] }
  } catch (error) {
    if (!isPerennialError(error, 'EQUITY_MODEL_ABSENT')) throw error
    return { bridge: null, findings: [{ code: 'bridge-opening-model-absent', values: { day: from } }] }
  }
}

type GroupsValued = Pick<EquityDocument, 'cohortLength' | 'cohorts' | 'dimensions'>

async function valuesOfGroups({ source, customers, workers, signal }: Making): Promise<GroupsValued> {
  const { document, purchases, given, spend } = source.ground
  const { cohortLength, cohorts, dimensions } = await groupsOn(source, customers, document.asOf)
  if (purchases === null) return { cohortLength, cohorts: [], dimensions: [] }
  const [ofCohorts = [], ...ofDimensions] = await workers.run(
    'groupValues',
    {
      model: { purchases, given, spend, margin: document.margin ?? 1 },
      customers,
      horizonDays: document.horizonDays,
      discountRatePerYear: document.discountRatePerYear,
      groupings: [cohorts, ...dimensions.map(({ groups }) => groups)].map(({ names, group }) => ({
        group,
        groups: names.length,
      })),
      backtestReach: backtestReachOf(document.totals),
    },
    signal,
  )
  return {
    cohortLength,
    cohorts: [...valueDocuments(cohorts.names, ofCohorts)],
    dimensions: dimensions.map(({ dimension, groups }, place) => ({
      dimension,
      groups: [...valueDocuments(groups.names, ofDimensions[place] ?? [])],
    })),
  }
}

/** Also makes the tables by channel; null where there is no model to tell of the next customer. */
async function newcomersOf(made: Making, money: MoneyRule): Promise<KeptNewcomers | null> {
  const { source, customers, workers, signal } = made
  const { tables, ground } = source
  const { document, purchases, given, spend } = ground
  const first = (await firstValues(tables)).find(({ dimension }) => dimension === 'channel')
  await createAcquisitionTables(tables, { asOf: document.asOf, money, hasChannels: first !== undefined })
  if (purchases === null) return null
  const paid = await firstMoney(tables)
  const channels = [...(first?.nameOf ?? [])].map(([code, name]) => ({ code, name }))
  const nobody = new Int32Array(customers.customer.length)
  const codes = first === undefined ? nobody : codesOf(customers.customer, first)
  const names = new Map(channels.map(({ code, name }) => [code, name]))
  const counts = countCodes(codes)
  const looked = rankedCodes(counts)
    .filter((code) => names.has(code) && paid.byChannel.has(code))
    .slice(0, mostChannels)
  const places = Int32Array.from(counts, (_, code) => looked.indexOf(code))
  const result = await workers.run(
    'newcomers',
    {
      model: { purchases, given, spend, margin: document.margin ?? 1 },
      customers,
      channel: codes.map((code) => places[code] ?? -1),
      first: {
        whole: paid.whole,
        channels: looked.map((code) => paid.byChannel.get(code) ?? paid.whole),
      },
      horizonDays: document.horizonDays,
      discountRatePerYear: document.discountRatePerYear,
      backtestReach: backtestReachOf(document.totals),
    },
    signal,
  )
  return {
    channels,
    whole: result.whole,
    byCode: looked.flatMap((code, place) => {
      const group = result.channels[place]
      return group === undefined ? [] : [{ code, group }]
    }),
  }
}

function documentOf(
  { source }: Making,
  { bridge: { bridge, findings }, values }: { readonly bridge: UsualBridge; readonly values: GroupsValued },
): EquityDocument {
  const { document } = source.ground
  const revenue: readonly EquityFinding[] =
    document.valueOf === 'revenue' ? [{ code: 'value-is-revenue', values: {} }] : []
  const backtest: readonly EquityFinding[] =
    document.totals !== null && document.totals.valueBacktestLow === null
      ? [{ code: 'backtest-absent', values: {} }]
      : []
  return {
    asOf: document.asOf,
    currency: document.currency,
    valueOf: document.valueOf,
    margin: document.margin,
    horizonDays: document.horizonDays,
    discountRatePerYear: document.discountRatePerYear,
    customers: document.customers,
    value: document.totals === null ? null : baseValueOf(document.totals),
    ...values,
    bridge,
    findings: [...revenue, ...backtest, ...findings],
  }
}
