/** The commands of `perennial`. Each loads its own code when it runs, so that `--help` is there at once. */
import packageFile from '../../package.json' with { type: 'json' }
import { Command } from 'commander'
import { registerAuditCommand } from './audit.command.ts'
import { registerBusinessCommands } from './business.command.ts'
import { registerDoctorCommand } from './doctor.command.ts'
import { progressLine } from './progress-line.ts'
import { registerServeCommand } from './serve.command.ts'
import { registerValueCommand } from './value.command.ts'
import { registerWorldCommand } from './world.command.ts'

const examples = `
Examples:
  perennial serve                               the app, with a demo business, on http://localhost:4400
  perennial value purchases.csv                 what every customer of a log is worth, in the terminal
  perennial value purchases.csv --out result/   the same as files: Parquet, CSV, DuckDB, JSON, HTML
  perennial audit purchases.csv                 who buys, how that changes, how cohorts differ
  perennial import purchases.csv --name "Shop"  a new business in ./data from a log
  perennial doctor                              whether everything is in order, and what to do if not

Exit codes: 0 done, 1 refused, 2 misused, 3 failed, 130 stopped with Ctrl-C.`

/** All commands, ready to be given the words of a command line. */
export function commandLine(): Command {
  const program = new Command('perennial')
    .description('From a log of purchases to the value of every customer, with its uncertainty.')
    .version(packageFile.version)
    .addHelpText('after', examples)
    .showHelpAfterError('hint: perennial --help shows what there is.')
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error: /, 'error[COMMAND_MISUSED] ')),
    })
    .exitOverride()
  const line = progressLine(process.stderr, () => performance.now())
  const print = (text: string) => {
    line.clear()
    process.stdout.write(text)
  }
  registerServeCommand(program)
  registerValueCommand(program)
  registerAuditCommand(program)
  registerBusinessCommands(program)
  registerWorldCommand(program, { print, report: line.report })
  registerDoctorCommand(program)
  return program
}
