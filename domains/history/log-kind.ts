/** What the rows of a history are. */
export const logKinds = ['purchases', 'contracts'] as const

/** Purchases, of which nobody says when they stop; or contracts, whose end is seen. */
export type LogKind = (typeof logKinds)[number]
