/** The lines of a bridge, and what became of the customers behind them. */

/** Lines of a bridge in the order in which they are told; closing is the sum of all others. */
export const bridgeLines = [
  /** Value on the opening day by the opening model. */
  'opening',
  /** What the horizon takes in as it moves on with the days between; 0 where it has no end. */
  'horizonMoved',
  /** Interest on what is still to come: later money is nearer now. */
  'discountUnwound',
  /** What existing customers paid meanwhile, below zero: it is no longer to come. */
  'marginCollected',
  /** News of existing customers who are worth more than was expected of them by now. */
  'developed',
  /** News of those worth less, and still active more likely than not. */
  'shrunk',
  /** News of those who have become more likely gone than not. */
  'lost',
  /** Customers won in between, by the opening model. */
  'acquired',
  /** Customers whom a late import brought, or an undone one took. */
  'factsCorrected',
  /** Value by the new model less value by the old one, of the same customers on the closing day. */
  'modelChange',
  /** Value on the closing day by the closing model. */
  'closing',
] as const
export type BridgeLine = (typeof bridgeLines)[number]

/** How a customer takes part in a bridge. */
export const standings = ['existing', 'acquired', 'heardLate', 'removed'] as const

/** What became of an existing customer, as the opening model sees it: lines of their own. */
export const newsKinds = ['developed', 'shrunk', 'lost'] as const
