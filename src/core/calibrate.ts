/**
 * Logits to probabilities that mean what they say: softmax(logits / temperature). The temperature is fitted on validation.
 *
 * @param logits any finite numbers
 * @param temperature above 0; more than 1 makes an overconfident network more modest
 * @returns as many probabilities, summing to 1
 */
export function softmax(logits: ArrayLike<number>, temperature = 1): number[] {
  const scaled = Array.from(logits, (logit) => logit / temperature);
  const highest = Math.max(...scaled);
  const powers = scaled.map((value) => Math.exp(value - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/**
 * One output to the probability of "yes" (Platt scaling): 1 / (1 + e^-(scale · value + bias)).
 *
 * @returns 0–1
 */
export function sigmoid(value: number, scale = 1, bias = 0): number {
  return 1 / (1 + Math.exp(-(scale * value + bias)));
}
