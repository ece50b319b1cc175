/** The probability integral transform of a count: uniform on [0, 1] where the predictions are right. */

/**
 * Share of the randomised transform u = F(n − 1) + v·P(n), v uniform, that lies between `from` and `to`: the exact
 * expectation over v, so that no random number is needed.
 *
 * @param below - F(n − 1).
 * @param upTo - F(n).
 * @see Czado, Gneiting & Held (2009), "Predictive Model Assessment for Count Data", Biometrics 65, equation 2.
 */
export function pitShare(
  { below, upTo }: { readonly below: number; readonly upTo: number },
  { from, to }: { readonly from: number; readonly to: number },
): number {
  const width = upTo - below
  // A count of no measurable probability: the transform is a single point.
  if (!(width > 0)) return below >= from && (below < to || to === 1) ? 1 : 0
  return Math.max(0, Math.min(upTo, to) - Math.max(below, from)) / width
}
