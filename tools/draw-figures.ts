/** Writes the figures that the documents' own code draws, beside the documents. */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runDocuments } from './document-code.ts'

const root = join(import.meta.dirname, '..')
const pages = globSync('docs/models/*.md', { cwd: root }).toSorted()
const runs = await runDocuments(
  pages.map((path) => ({ path, markdown: readFileSync(join(root, path), 'utf8') })),
)
runs.forEach(({ failures, figures }, i) => {
  for (const failure of failures) console.error(`${pages[i]}: ${failure}`)
  for (const [name, drawn] of Object.entries(figures)) {
    writeFileSync(join(root, 'docs/models', name), drawn)
    console.log(`${pages[i]}: ${name}`)
  }
})
