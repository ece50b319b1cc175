/** `perennial world`: simulated businesses whose truth is known. */
import { type Command, InvalidArgumentError } from 'commander'
import type { ReportProgress } from '#kernel/progress.ts'
import { parseDay } from '#kernel/time.ts'
import type { ElectronicsOptions, ElectronicsShop } from '#worlds/electronics.ts'
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

/** Adds `world electronics` to the program. */
export function registerWorldCommand(program: Command, context: WorldCommandContext): void {
  program
    .command('world')
    .description('write the purchase log of a simulated business whose truth is known')
    .command('electronics')
    .description('an electronics shop: order lines, refunds, channels and countries')
    .option('--customers <number>', 'customers with at least one order', wholeNumber, 20_000)
    .option('--seed <number>', 'the same seed writes the same file', wholeNumber, 1)
    .option('--until <day>', 'last day of the log, YYYY-MM-DD')
    .requiredOption('--out <file>', 'file to write: .csv, .csv.gz or .parquet')
    .option('--force', 'replace the file where there is one')
    .action(async (flags: WorldFlags) => {
      const { out: file, force = false } = flags
      const { writeWorld } = await import('./write-world.ts')
      const shop = await shopOf(flags)
      const rows = await writeWorld(shop, { file, force, ...(context.report && { report: context.report }) })
      context.print(
        `${file}: ${count(rows)} rows of ${count(flags.customers)} customers, ${shop.firstDay} to ${shop.lastDay}.\n`,
      )
    })
}

async function shopOf({ customers, seed, until }: WorldFlags): Promise<ElectronicsShop> {
  const { electronicsShop } = await import('#worlds/electronics.ts')
  const lastDay = until === undefined ? undefined : parseDay(until)
  if (until !== undefined && lastDay === undefined)
    throw worldError('WORLD_OPTION_INVALID', `--until ${until} is not a day of the form YYYY-MM-DD.`)
  const options: ElectronicsOptions = { customers, seed, ...(lastDay && { lastDay, acquiredUntil: lastDay }) }
  try {
    return electronicsShop(options)
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
