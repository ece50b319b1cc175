/** The peer library beside us on the same file; no ratio is printed before both found the same maximum. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fitBgNbd } from '#lifetime/bg-nbd/bg-nbd.ts'
import { fitGammaGamma } from '#lifetime/gamma-gamma/fit.ts'
import { baseData, openLog, twoLevelGrouping } from './base-data.ts'
import { layouts, logOf } from './layouts.ts'
import { type Figure, printFigures, root, seconds } from './measure.ts'

/** What the peer prints. */
interface Peer {
  readonly absent?: string
  readonly version: string
  readonly seconds: Readonly<Record<string, number>>
  readonly customers: number
  readonly logLikelihood: Readonly<Record<string, number>>
}

const layout = layouts.short
/** Two searches for one maximum may end this far apart in the log-likelihood of a million customers. */
const sameMaximum = 0.5

const peer = runPeer()
if (peer.absent === undefined) await compare(peer)
else console.log(JSON.stringify({ bench: 'lifetimes', skipped: `Python has no lifetimes: ${peer.absent}` }))

/** `PERENNIAL_PYTHON` names the interpreter that has the library. */
function runPeer(): Peer {
  const python = process.env['PERENNIAL_PYTHON'] ?? 'python3'
  const script = join(root, 'bench/peer-lifetimes.py')
  const run = spawnSync(python, [script, logOf(layout), layout.fitUntil], { encoding: 'utf8' })
  if (run.error !== undefined) return { absent: run.error.message } as Peer
  if (run.status !== 0) throw new Error(`The peer failed: ${run.stderr}`)
  return JSON.parse(run.stdout) as Peer
}

async function compare(peer: Peer): Promise<void> {
  const database = await openLog(layout)
  const summarise = () => database.columns(twoLevelGrouping, { until: layout.fitUntil })
  const { histories, spends } = await baseData(layout)
  const ours = {
    'bg-nbd': fitBgNbd(histories).logLikelihood,
    'gamma-gamma': fitGammaGamma(spends).logLikelihood,
  }
  for (const [model, logLikelihood] of Object.entries(ours)) {
    const theirs = peer.logLikelihood[model] ?? Number.NaN
    if (!(Math.abs(logLikelihood - theirs) < sameMaximum))
      throw new Error(
        `${model}: our log-likelihood is ${logLikelihood}, theirs ${theirs}; times are not comparable.`,
      )
  }
  const work = {
    summarise,
    'fit bg-nbd': () => fitBgNbd(histories),
    'fit gamma-gamma': () => fitGammaGamma(spends),
  }
  const figures: Figure[] = []
  for (const [name, run] of Object.entries(work)) {
    const [here, there] = [await seconds(run), peer.seconds[name] ?? Number.NaN]
    figures.push({ name, unit: 's', measured: here, limit: null })
    const note = `lifetimes took ${there.toFixed(3)} s`
    figures.push({
      name: `${name}: ours over lifetimes`,
      unit: 'ratio',
      measured: here / there,
      limit: 1,
      note,
    })
  }
  await database.close()
  printFigures('lifetimes', figures, {
    peer: { name: 'lifetimes', version: peer.version, logLikelihood: peer.logLikelihood },
    ours: { logLikelihood: ours },
  })
}
