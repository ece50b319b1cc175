/** The libraries that run beside us where they are installed. */
import type { Peer } from './peer.ts'

/** The Python library `lifetimes`. */
export const lifetimes: Peer = {
  name: 'lifetimes',
  script: 'peer-lifetimes.py',
  interpreter: 'PERENNIAL_PYTHON',
  tasks: [
    ['CDNOW sample', ['bg-nbd', 'mbg-nbd', 'pareto-nbd', 'gamma-gamma']],
    ['100,000 customers', ['bg-nbd', 'mbg-nbd', 'pareto-nbd', 'gamma-gamma']],
    // Its search for Pareto/NBD takes minutes on as many.
    ['1,000,000 customers', ['bg-nbd', 'mbg-nbd', 'gamma-gamma']],
  ],
}

/** The customer models of the Python library PyMC-Marketing, by their maximum a posteriori under flat priors. */
export const pymcMarketing: Peer = {
  name: 'pymc-marketing',
  script: 'peer-pymc-marketing.py',
  interpreter: 'PERENNIAL_PYTHON_PYMC',
  tasks: [
    ['CDNOW sample', ['bg-nbd', 'mbg-nbd', 'pareto-nbd', 'gamma-gamma']],
    ['100,000 customers', ['bg-nbd', 'mbg-nbd', 'pareto-nbd', 'gamma-gamma']],
  ],
}
