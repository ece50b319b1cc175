/** Writes the figures that the documents' own code draws, beside the documents. */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { missingDatasets, runDocuments } from './document-code.ts'

const root = join(import.meta.dirname, '..')
const all = globSync('docs/models/*.md', { cwd: root })
  .toSorted()
  .map((path) => ({ path, markdown: readFileSync(join(root, path), 'utf8') }))
const pages = all.filter(({ path, markdown }) => {
  const missing = missingDatasets(markdown)
  if (missing.length > 0)
    console.log(`${path}: left as it is, since ${missing.join(', ')} is not on this machine`)
  return missing.length === 0
})
const runs = await runDocuments(pages)
runs.forEach(({ failures, figures }, i) => {
  for (const failure of failures) console.error(`${pages[i]?.path}: ${failure}`)
  for (const [name, drawn] of Object.entries(figures)) {
    writeFileSync(join(root, 'docs/models', name), drawn)
    console.log(`${pages[i]?.path}: ${name}`)
  }
})
