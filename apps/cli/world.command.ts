/** `perennial world`: simulated businesses whose truth is known. */
import { type Command, InvalidArgumentError } from 'commander'
import type { ReportProgress } from '#kernel/progress.ts'
import { parseDay } from '#kernel/time.ts'
import type { ElectronicsOptions, ElectronicsShop } from '#worlds/electronics.ts'
import type { WorldLog } from '#worlds/world-log.ts'
import { worldError } from './world-error.ts'

/** What the command needs of the program around it. */
export interface WorldCommandContext {
  readonly print: (text: string) => void
  readonly report?: ReportProgress
}

interface WorldFlags {
  readonly customers: number
  readonly seed: number
  readonly out: string
  readonly until?: string
  readonly force?: boolean
}

/** What a world writes, and what is said of it. */
interface World {
  readonly log: WorldLog
  readonly span: string
}

/** Adds `world electronics` and `world bank` to the program. */
export function registerWorldCommand(program: Command, context: WorldCommandContext): void {
  const worlds = program
    .command('world')
    .description('write the log of a simulated business whose truth is known')
  addWorld(worlds.command('electronics'), context, electronicsWorld)
    .description('an electronics shop: order lines, refunds, channels and countries')
    .option('--until <day>', 'last day of the log, YYYY-MM-DD')
  addWorld(worlds.command('bank'), context, bankWorld)
    .description('a bank: a row a customer and year, with stage of life, holdings and margin')
    .option('--until <year>', 'last year of the log')
}

/** The options that every world has, and what its command does. */
function addWorld(
  command: Command,
  context: WorldCommandContext,
  worldOf: (flags: WorldFlags) => Promise<World>,
): Command {
  return command
    .option('--customers <number>', 'customers in the log', wholeNumber, 20_000)
    .option('--seed <number>', 'the same seed writes the same file', wholeNumber, 1)
    .requiredOption('--out <file>', 'file to write: .csv, .csv.gz or .parquet')
    .option('--force', 'replace the file where there is one')
    .action(async (flags: WorldFlags) => {
      const { out: file, force = false } = flags
      const { writeLog } = await import('./write-world.ts')
      const { log, span } = await worldOf(flags)
      const rows = await writeLog(log, { file, force, ...(context.report && { report: context.report }) })
      context.print(`${file}: ${count(rows)} rows of ${count(flags.customers)} customers, ${span}.\n`)
    })
}

async function electronicsWorld(flags: WorldFlags): Promise<World> {
  const { orderLog } = await import('#worlds/electronics-rows.ts')
  const shop = await shopOf(flags)
  return { log: orderLog(shop), span: `${shop.firstDay} to ${shop.lastDay}` }
}

async function bankWorld({ customers, seed, until }: WorldFlags): Promise<World> {
  const { bank } = await import('#worlds/bank.ts')
  const { bankLog } = await import('#worlds/bank-rows.ts')
  if (until !== undefined && !/^\d{4}$/.test(until))
    throw worldError('WORLD_OPTION_INVALID', `--until ${until} is not a year of the form YYYY.`)
  const made = orRefused(() =>
    bank({ customers, seed, ...(until !== undefined && { lastYear: Number(until) }) }),
  )
  return { log: bankLog(made), span: `${made.firstYear} to ${made.lastYear}` }
}

async function shopOf({ customers, seed, until }: WorldFlags): Promise<ElectronicsShop> {
  const { electronicsShop } = await import('#worlds/electronics.ts')
  const lastDay = until === undefined ? undefined : parseDay(until)
  if (until !== undefined && lastDay === undefined)
    throw worldError('WORLD_OPTION_INVALID', `--until ${until} is not a day of the form YYYY-MM-DD.`)
  const options: ElectronicsOptions = { customers, seed, ...(lastDay && { lastDay, acquiredUntil: lastDay }) }
  return orRefused(() => electronicsShop(options))
}

/** A world that cannot be made is an option that was wrong. */
function orRefused<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw worldError('WORLD_OPTION_INVALID', `${error.message}.`, {}, { cause: error })
  }
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It is not a whole number.')
  return Number(text)
}

function count(number: number): string {
  return number.toLocaleString('en')
}
