/** `perennial value`: a log of purchases or of contracts in, a valued base out. */
import type { Command } from 'commander'
import { addCovariateOptions, addFileOptions, addValueOptions } from './business.command.ts'
import type { ValueFlags } from './value.ts'

const help = `
The file is read into a temporary folder that is gone afterwards; no business is made or opened. Columns are guessed; what
was guessed wrongly is said with --customer, --date and their kin, a column by its name or by its number from 1.

Examples:
  perennial value purchases.csv
  perennial value purchases.csv --until 2024-12-31 --horizon 26w --margin 0.35
  perennial value contracts.csv --period month   contracts: customer, start, end, amount a period
  perennial value events.csv                     their events: customer, date, start or renewal or end, amount
  perennial value purchases.csv --out result/    customers as Parquet and CSV, snapshot, models, report
  perennial value purchases.csv --covariates customers.csv
  perennial value purchases.csv --json           one document, for programs`

/** Adds it to the program. */
export function registerValueCommand(program: Command): void {
  const command = program
    .command('value')
    .description('what every customer of a log is worth, with its uncertainty')
    .argument('<file>', 'CSV, TSV, gzip of those, or Parquet')
  addCovariateOptions(addValueOptions(addFileOptions(command)))
    .option('--out <folder>', 'write customers, snapshot, models and report there')
    .option('--force', 'replace the files of an earlier run in that folder')
    .option('--json', 'print one document for programs')
    .addHelpText('after', help)
    .action(async (file: string, flags: ValueFlags) => {
      const { valueCommand } = await import('./value.ts')
      await valueCommand(file, flags)
    })
}
