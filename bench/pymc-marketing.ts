/** PyMC-Marketing beside us. */
import { printPeer } from './peer.ts'
import { pymcMarketing } from './peers.ts'

await printPeer(pymcMarketing)
