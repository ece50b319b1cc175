/** Options that several commands have, with the variables of the environment that set them. */
import { resolve } from 'node:path'
import { InvalidArgumentError, Option } from 'commander'

/** `--data`: the folder of businesses. */
export function dataOption(): Option {
  return new Option('--data <folder>', 'folder of businesses, or of one')
    .env('PERENNIAL_DATA')
    .default(resolve('data'), './data')
    .argParser((folder) => resolve(folder))
}

/** `--port`. */
export function portOption(): Option {
  return new Option('--port <number>', 'port to listen on')
    .env('PERENNIAL_PORT')
    .default(4400)
    .argParser(portNumber)
}

/** `--log-level`. */
export function logLevelOption(): Option {
  return new Option('--log-level <level>', 'how much is logged on standard error, as JSON')
    .env('PERENNIAL_LOG_LEVEL')
    .choices(['silent', 'error', 'warn', 'info', 'debug'])
    .default('warn')
}

/** A number from the command line. */
export function aNumber(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It is not a number.')
  return value
}

function portNumber(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return port
}
