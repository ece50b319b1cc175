/** `perennial doctor`. */
import type { Command } from 'commander'
import { dataOption, portOption } from './shared-options.ts'
import type { Finding } from './doctor.ts'

interface DoctorFlags {
  readonly data: string
  readonly port: number
  readonly json?: boolean
}

/** Adds `doctor` to the program. */
export function registerDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('look at everything the program stands on, and say what to do where something is wrong')
    .addOption(dataOption())
    .addOption(portOption())
    .option('--json', 'for programs')
    .action(async ({ data, port, json }: DoctorFlags) => {
      const { examine } = await import('./doctor.ts')
      const { dataFolderOf } = await import('#apps/server/business-folder.ts')
      const { webFolder } = await import('./places.ts')
      const findings = await examine({ root: dataFolderOf(data).root, port, webFolder })
      process.stdout.write(json ? `${JSON.stringify(findings, undefined, 2)}\n` : inWords(findings))
      if (findings.some(({ state }) => state === 'bad')) process.exitCode = 1
    })
}

const marks = { good: '✓', mind: '!', bad: '✗' }

function inWords(findings: readonly Finding[]): string {
  const lines = findings.map(({ what, state, found, hint }) => {
    const line = `${marks[state]} ${what}: ${found}`
    return hint === undefined ? line : `${line}\n  hint: ${hint}`
  })
  return `${lines.join('\n')}\n`
}
