/** The customer models of the Python library PyMC-Marketing beside us, by their maximum a posteriori under flat priors. */
import { printPeer } from './peer.ts'

await printPeer({
  name: 'pymc-marketing',
  script: 'peer-pymc-marketing.py',
  interpreter: 'PERENNIAL_PYTHON_PYMC',
  tasks: [
    ['CDNOW sample', ['bg-nbd', 'mbg-nbd', 'pareto-nbd', 'gamma-gamma']],
    ['100,000 customers', ['bg-nbd', 'mbg-nbd', 'pareto-nbd', 'gamma-gamma']],
  ],
})
