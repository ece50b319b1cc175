import { expect, test } from 'vitest'
import { gaussLegendre } from './quadrature.ts'

function integrate(order: number, integrand: (u: number) => number): number {
  const { nodes, weights } = gaussLegendre(order)
  return nodes.reduce((sum, node, i) => sum + weights[i] * integrand(node), 0)
}

test('the rule of order 2 has the published nodes', () => {
  const { nodes, weights } = gaussLegendre(2)
  // Abramowitz & Stegun (1964), table 25.4, moved from [−1, 1] to [0, 1].
  expect(nodes[0]).toBeCloseTo((1 - 0.577350269189626) / 2, 15)
  expect(nodes[1]).toBeCloseTo((1 + 0.577350269189626) / 2, 15)
  expect(weights[0]).toBeCloseTo(0.5, 15)
})

test('the rule of order 16 has the published outermost node', () => {
  const { nodes, weights } = gaussLegendre(16)
  expect(2 * nodes[15] - 1).toBeCloseTo(0.989400934991649, 14)
  expect(2 * weights[15]).toBeCloseTo(0.0271524594117541, 15)
})

test('a rule integrates every polynomial of less than twice its order exactly', () => {
  for (const order of [1, 2, 3, 7, 16, 33, 100]) {
    for (let degree = 0; degree < 2 * order; degree++) {
      expect(integrate(order, (u) => u ** degree)).toBeCloseTo(1 / (degree + 1), 14)
    }
  }
})

test('nodes ascend within the interval', () => {
  const { nodes } = gaussLegendre(40)
  expect([...nodes].sort((a, b) => a - b)).toEqual([...nodes])
  expect(nodes[0]).toBeGreaterThan(0)
  expect(nodes[39]).toBeLessThan(1)
})
