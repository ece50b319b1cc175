/** `perennial import`, `imports`, `undo` and `refresh`: a business from the command line. */
import { Option, type Command } from 'commander'
import { renewalPeriods } from '#history/renewal-period.ts'
import { contractModelNames } from '#lifetime/contractual/contract-model.ts'
import { purchaseModelNames } from '#lifetime/model.ts'
import type { ImportFlags, BusinessFlags, RefreshFlags } from './business.ts'
import { aNumber, dataOption } from './shared-options.ts'

const fileHelp = `
Columns are guessed and shown; what was guessed wrongly is said with --customer, --date and their kin, a column by its
name or by its number from 1, an empty text for none: --event '' says that rows are purchases, not events of contracts.

Examples:
  perennial import purchases.csv --name "Corner shop"
  perennial import more.csv --business "Corner shop" --date-format %d/%m/%Y --decimal ,`

/** Adds them to the program. */
export function registerBusinessCommands(program: Command): void {
  const importing = program
    .command('import')
    .description(
      'take a log of purchases or of contracts into a business, a new one unless told, and value it',
    )
    .argument('<file>', 'CSV, TSV, gzip of those, or Parquet')
    .addOption(dataOption())
    .option('--business <name or id>', 'the business it belongs to')
    .option('--name <name>', 'name of the new business; the name of the file where left out')
  addFileOptions(importing)
  addCovariateOptions(addValueOptions(importing))
    .option('--json', 'for programs')
    .addHelpText('after', fileHelp)
    .action(async (file: string, flags: ImportFlags) => {
      const { importCommand } = await import('./business.ts')
      await importCommand(file, flags)
    })
  ofBusiness(program.command('imports').description('list the imports of a business, newest first')).action(
    async (flags: BusinessFlags) => {
      const { importsCommand } = await import('./business.ts')
      await importsCommand(flags)
    },
  )
  ofBusiness(program.command('undo').description('take an import back and value what remains'))
    .argument('<import>', 'id of the import or of the covariates, as perennial imports shows it')
    .action(async (importId: string, flags: BusinessFlags) => {
      const { undoCommand } = await import('./business.ts')
      await undoCommand(importId, flags)
    })
  const refreshing = ofBusiness(program.command('refresh').description('value the whole history again'))
  addCovariateOptions(addValueOptions(refreshing)).action(async (flags: RefreshFlags) => {
    const { refreshCommand } = await import('./business.ts')
    await refreshCommand(flags)
  })
}

function ofBusiness(command: Command): Command {
  return command
    .addOption(dataOption())
    .option('--business <name or id>', 'which one; needed where there are several')
    .option('--json', 'for programs')
}

/** What can be said about how a file is written. */
export function addFileOptions(command: Command): Command {
  for (const [flag, what] of [
    ['--customer', 'the customer'],
    ['--date', 'the day or time'],
    ['--amount', 'the amount of a line'],
    ['--quantity', 'the quantity'],
    ['--unit-price', 'the price of one'],
    ['--currency-column', 'the currency'],
    ['--order', 'the id of the order'],
    ['--product', 'the product'],
    ['--channel', 'the channel'],
    ['--country', 'the country'],
    ['--family', 'the product family'],
    ['--refund', 'the mark of a refund'],
    ['--margin-column', 'the margin of a line'],
    ['--unit-cost', 'what one piece costs the business'],
    ['--contract-start', 'the start of a contract'],
    ['--contract-end', 'the end of a contract, empty while it runs'],
    ['--renewals', 'how often a contract was renewed'],
    ['--period-column', 'how often a contract comes up for renewal'],
    ['--event', 'the event of a contract: its start, a renewal or its end'],
    ['--contract', 'the id of a contract, where each row is an event'],
  ]) {
    command.option(`${flag} <column>`, `column that has ${what}`)
  }
  return command
    .option('--date-format <format>', 'how dates are written, for instance %d/%m/%Y')
    .option('--delimiter <character>', 'what stands between columns: a character, tab, or spaces')
    .option('--header', 'the first line names the columns')
    .option('--no-header', 'the first line is a row')
    .addOption(new Option('--encoding <encoding>', 'how text is encoded').choices(['utf-8', 'latin-1']))
    .addOption(new Option('--decimal <mark>', 'what stands before the decimals').choices(['.', ',']))
    .addOption(
      new Option('--period <period>', 'how often contracts come up for renewal').choices(renewalPeriods),
    )
    .option('--currency <code>', 'take the rows of this currency only')
    .option('--drop-duplicates', 'leave out lines that repeat another one exactly')
    .option('--time-zone <name>', 'zone in which days begin, for instance Europe/Rome')
}

/** What is known of customers beside their purchases. */
export function addCovariateOptions(command: Command): Command {
  return command
    .option(
      '--covariates <file>',
      'what else is known of customers: one row a customer, a covariate a column',
    )
    .option('--covariates-customer <column>', 'column of that file that names the customer')
}

/** What can be said about how a history is valued. */
export function addValueOptions(command: Command): Command {
  return command
    .addOption(new Option('--margin <share>', 'share of spend that is margin').argParser(aNumber))
    .option('--horizon <length>', 'how far ahead, for instance 52w or 365d')
    .addOption(new Option('--discount <rate>', 'effective a year, for instance 0.10').argParser(aNumber))
    .addOption(
      new Option(
        '--model <model>',
        'which model; auto takes pareto-nbd, mbg-nbd or bg-nbd for purchases and sbg or bdw for contracts, by what each foresaw; all lets every model of purchases compete at several origins, which takes longer',
      ).choices(['auto', 'all', ...purchaseModelNames, ...contractModelNames]),
    )
    .addOption(new Option('--unit <unit>', 'in which models measure time').choices(['day', 'week']))
    .option('--until <day>', 'value as of this day; later purchases only judge')
    .option('--origin <day>', 'day at which the hold-out begins')
}
