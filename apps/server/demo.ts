/** The demo: a simulated electronics shop, made once, the same on every machine. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWorld } from '#apps/cli/write-world.ts'
import { importFile } from '#history/history.actions.ts'
import { addCostsForm } from '#base-audit/acquisition-costs.actions.ts'
import { auditSteps } from '#base-audit/base-audit.actions.ts'
import { valueHistory } from '#lifetime-value/lifetime-value.actions.ts'
import { instant } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { electronicsBudget } from '#worlds/electronics-budget.ts'
import { electronicsShop } from '#worlds/electronics.ts'
import { businessFiles } from './business-folder.ts'
import type { Context } from './context.ts'
import type { OpenBusinesses, OwnedBusiness } from './open-businesses.ts'

/** Changes whenever the demo is to be made anew. */
const made = 'electronics-20000-1-2'
/** Fixed, as is the chance below: its customers have the same addresses on every machine. */
const heardAt = instant(Date.UTC(2026, 0, 1))
const customers = 20_000
const shop = electronicsShop({ customers, seed: 1 })

/** Begins to make the demo unless it is there; `work` of the business tells how far it is. */
export async function startDemo(businesses: OpenBusinesses, context: Context): Promise<OwnedBusiness> {
  const before = businesses.list().find(({ demo }) => demo)
  if (before && before.file.made === made && (await before.snapshots.current()) !== undefined) return before
  if (before) await businesses.discard(before.id)
  const demo = await businesses.create({ business: 'demo', demo: true, name: 'Electronics shop', made })
  demo.work.start('demo', async (controls) => {
    const path = join(demo.folder, 'demo.parquet')
    try {
      await writeWorld(shop, { file: path, force: true, report: controls.report })
      await importFile(
        demo.history,
        { path, fileName: 'demo.parquet' },
        {
          ...controls,
          temporaryFolder: demo.folder,
          now: heardAt,
          newId: context.newId,
          random: seededRandom(1),
        },
      )
      await addCostsForm(
        demo.history,
        {
          costs: electronicsBudget({ ...shop, customers }).map((line) => ({
            ...line,
            purpose: 'winning' as const,
          })),
          currency: 'EUR',
        },
        { now: heardAt, newId: context.newId, onTop: false },
      )
      await valueHistory(demo.history, {
        ...controls,
        folder: join(demo.folder, businessFiles.snapshots),
        snapshots: demo.snapshots,
        options: {},
        snapshot: context.newId('snp'),
        now: context.now,
        version: context.version,
        furtherSteps: auditSteps,
      })
      return {}
    } finally {
      await rm(path, { force: true })
    }
  })
  return demo
}
