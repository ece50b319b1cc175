/** `lifetimes` beside us. */
import { printPeer } from './peer.ts'
import { lifetimes } from './peers.ts'

await printPeer(lifetimes)
