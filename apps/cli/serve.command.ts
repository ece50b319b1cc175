/** `perennial serve`: the app at an address, until Ctrl-C. */
import { Option, type Command } from 'commander'
import type { LogLevel } from '#apps/server/context.ts'
import { dataOption, logLevelOption, portOption } from './shared-options.ts'

interface ServeFlags {
  readonly data: string
  readonly host: string
  readonly port: number
  readonly allowHost: readonly string[]
  readonly demo: boolean
  readonly logLevel: LogLevel
}

/** Adds `serve` to the program. */
export function registerServeCommand(program: Command): void {
  program
    .command('serve')
    .description('serve the app and its API, with a demo business, until Ctrl-C')
    .addOption(dataOption())
    .addOption(
      new Option('--host <address>', 'address to listen on').env('PERENNIAL_HOST').default('127.0.0.1'),
    )
    .addOption(portOption())
    .addOption(
      new Option('--allow-host <name:port>', 'another name under which it is reached; may be repeated')
        .env('PERENNIAL_ALLOW_HOST')
        .argParser<readonly string[]>((name, names) => [...names, ...name.toLowerCase().split(/[\s,]+/)])
        .default([]),
    )
    .option('--no-demo', 'without the demo business')
    .addOption(logLevelOption())
    .action(async (flags: ServeFlags) => {
      const { serve } = await import('./serve.ts')
      await serve(flags)
    })
}
