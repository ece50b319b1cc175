/** How long covariates and seasons of a million customers take to fit, and what they cost the whole command. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { customersOnCalendar } from '#lifetime/calendar/customers.ts'
import { seasonCalendar } from '#lifetime/calendar/calendar.ts'
import { fitOnCalendar, fitSeasons } from '#lifetime/calendar/fit.ts'
import { customerCovariates } from '#lifetime/covariates/covariates.ts'
import { fitWithCovariates } from '#lifetime/covariates/fit.ts'
import { addDays, days } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { normalVariate } from '#numerics/variates.ts'
import { baseData, openLog, twoLevelGrouping } from './base-data.ts'
import { layouts, logOf } from './layouts.ts'
import { type Figure, printFigures, seconds } from './measure.ts'
import { runValue } from './run-value.ts'

const layout = layouts.short
const { histories } = await baseData(layout)
const figures: Figure[] = []
const fitted: object[] = []
const ids = await customerIds()

/** Times one fit and keeps what it found. */
async function time(name: string, limit: number | null, fit: () => object): Promise<void> {
  figures.push({ name, unit: 's', measured: await seconds(fit), limit })
  fitted.push({ name, ...fit() })
}

const random = seededRandom(41)
const customers = histories.age.length
const twoOf = (draw: () => number) => ({
  first: Float64Array.from({ length: customers }, draw),
  second: Float64Array.from({ length: customers }, draw),
})
const kinds = {
  'two yes-or-no covariates': () => Number(random() < 0.4),
  'two continuous covariates': () => normalVariate(random),
}
for (const [name, draw] of Object.entries(kinds)) {
  const columns = twoOf(draw)
  valueWith(name, columns)
  const covariates = customerCovariates({ purchase: columns, dropout: columns })
  await time(`bg-nbd, ${name} on both processes`, 2, () => {
    const { parameters, logLikelihood, convergence, distinctRows } = fitWithCovariates(
      'bg-nbd',
      { histories, covariates },
      { dropoutLink: 'odds' },
    )
    return { parameters, logLikelihood, convergence, distinctRows }
  })
}

const onCalendar = await customersByDay()
const calendar = seasonCalendar({
  from: layout.firstDay,
  until: addDays(layout.fitUntil, days(1)),
  seasonOf: (day) => day.slice(0, 7),
})
for (const [name, fit] of [
  [
    'bg-nbd on a known calendar of months',
    () => fitOnCalendar('bg-nbd', { customers: onCalendar, calendar }),
  ],
  ['bg-nbd with nine months estimated', () => fitSeasons('bg-nbd', { customers: onCalendar, calendar })],
] as const) {
  await time(name, null, () => {
    const { parameters, logLikelihood, convergence, seasons } = fit()
    return { parameters, logLikelihood, convergence, seasons }
  })
}
printFigures('covariates', figures, { customers, fitted })

/** The whole command with these covariates, in a process of its own. */
function valueWith(name: string, columns: Readonly<Record<string, Float64Array>>): void {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-bench-'))
  const file = join(folder, 'customers.csv')
  const values = Object.values(columns)
  const lines = ids.map((id, place) => [id, ...values.map((column) => column[place])].join(','))
  writeFileSync(file, [['customer', ...Object.keys(columns)].join(','), ...lines, ''].join('\n'))
  const { wallSeconds, peakMb } = runValue(logOf(layout), ['--model', 'pareto-nbd', '--covariates', file])
  rmSync(folder, { recursive: true, force: true })
  figures.push(
    { name: `value with pareto-nbd, ${name}`, unit: 's', measured: wallSeconds, limit: null },
    { name: `value with pareto-nbd, ${name}, peak memory`, unit: 'MB', measured: peakMb, limit: 3072 },
  )
}

/** Names of the layout's customers who came by its `fitUntil`, in the order of the histories. */
async function customerIds(): Promise<readonly number[]> {
  const database = await openLog(layout)
  const { customer } = await database.columns(
    `SELECT customer::DOUBLE AS customer FROM (${twoLevelGrouping}) ORDER BY customer`,
    { until: layout.fitUntil },
  )
  await database.close()
  return Array.from(customer as Float64Array)
}

/** The same customers with the days of their purchases. */
async function customersByDay() {
  const database = await openLog(layout)
  const until = { until: layout.fitUntil }
  const firsts = await database.columns(
    `SELECT (first_day - DATE '1970-01-01')::DOUBLE AS day FROM (${twoLevelGrouping}) ORDER BY customer`,
    until,
  )
  const repeats = await database.columns(
    `SELECT (day - DATE '1970-01-01')::DOUBLE AS day
       FROM (SELECT DISTINCT customer, day FROM purchase WHERE day <= $until::DATE)
      QUALIFY row_number() OVER (PARTITION BY customer ORDER BY day) > 1`,
    until,
  )
  await database.close()
  return customersOnCalendar({
    histories,
    firstPurchase: firsts['day'] as Float64Array,
    repeatPurchases: repeats['day'] as Float64Array,
  })
}
