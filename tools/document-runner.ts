/** Runs the programs whose files it is given one after another, and prints what each gave as JSON. */
import { pathToFileURL } from 'node:url'
import { type DocumentRun, finish } from './document-shown.ts'

const runs: DocumentRun[] = []
for (const file of process.argv.slice(2)) {
  const brokenOff = await import(pathToFileURL(file).href).then(
    () => [],
    (error: unknown) => [`it breaks off: ${String(error)}`],
  )
  const { failures, figures } = finish()
  runs.push({ failures: [...failures, ...brokenOff], figures })
}
process.stdout.write(JSON.stringify(runs))
