/** `perennial audit`: a log, or tables of periods, in; the audit of the base out. */
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { AuditFlags } from './audit.ts'
import { addFileOptions } from './business.command.ts'
import { aNumber } from './shared-options.ts'

const help = `
A log of purchases is read as by "value". Tables of periods are recognised by themselves: long, with a row a customer and
period (customer, cohort, period, transactions, spend, profit), or wide, one file a measure with a column a period.

Examples:
  perennial audit purchases.csv
  perennial audit purchases.csv --length year --fiscal-start 7 --margin 0.35
  perennial audit transactions.csv spend.csv profit.csv
  perennial audit --spend 2024.csv --profit margins.csv
  perennial audit purchases.csv --out report.html   the report: every lens, for screen and paper
  perennial audit purchases.csv --json              every table, and the equity of the base, for programs
  perennial audit purchases.csv --costs costs.csv --json`

/** Adds it to the program. */
export function registerAuditCommand(program: Command): void {
  const command = program
    .command('audit')
    .description('what an executive should know of the base: five lenses')
    .argument('[files...]', 'a log, or tables of periods')
  addFileOptions(command)
    .option('--transactions <file>', 'wide table of transactions')
    .option('--spend <file>', 'wide table of spend')
    .option('--profit <file>', 'wide table of profit')
    .addOption(
      new Option('--length <length>', 'of the periods').choices(['month', 'quarter', 'half', 'year', 'all']),
    )
    .addOption(
      new Option('--fiscal-start <month>', 'in which the year begins, 1 to 12')
        .argParser(monthNumber)
        .default(1),
    )
    .addOption(new Option('--margin <share>', 'share of spend that is margin').argParser(aNumber))
    .option('--until <day>', 'leave out what came after that day')
    .option(
      '--costs <file>',
      'costs by month and channel, to hold against the customers won (with --out or --json)',
    )
    .option('--out <file>', 'write the report there, one HTML file')
    .option('--force', 'replace the report of an earlier run')
    .option('--json', 'print one document with every table, for programs')
    .addHelpText('after', help)
    .action(async (files: string[], flags: AuditFlags) => {
      const { auditCommand } = await import('./audit.ts')
      await auditCommand(files, flags)
    })
}

function monthNumber(text: string): number {
  const month = Number(text)
  if (!/^\d{1,2}$/.test(text) || month < 1 || month > 12)
    throw new InvalidArgumentError('A month is a number from 1 to 12.')
  return month
}
