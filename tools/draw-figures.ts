/** Writes the figures that the documents' own code draws, beside the documents. */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runDocument } from './document-code.ts'

const root = join(import.meta.dirname, '..')
for (const page of globSync('docs/models/*.md', { cwd: root }).toSorted()) {
  const { figures } = await runDocument(page, readFileSync(join(root, page), 'utf8'))
  for (const [name, drawn] of Object.entries(figures)) {
    writeFileSync(join(root, 'docs/models', name), drawn)
    console.log(`${page}: ${name}`)
  }
}
