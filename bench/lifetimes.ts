/** The Python library `lifetimes` beside us. */
import { printPeer } from './peer.ts'

await printPeer({
  name: 'lifetimes',
  script: 'peer-lifetimes.py',
  interpreter: 'PERENNIAL_PYTHON',
  tasks: [
    ['CDNOW sample', ['bg-nbd', 'mbg-nbd', 'pareto-nbd', 'gamma-gamma']],
    ['100,000 customers', ['bg-nbd', 'mbg-nbd', 'pareto-nbd', 'gamma-gamma']],
    // Its search for Pareto/NBD takes minutes on as many.
    ['1,000,000 customers', ['bg-nbd', 'mbg-nbd', 'gamma-gamma']],
  ],
})
