/**
 * Logits to probabilities that mean what they say: softmax(logits / temperature). The temperature is fitted on validation.
 *
 * @param logits any finite numbers
 * @param temperature above 0; more than 1 makes an overconfident network more modest
 * @returns as many probabilities, summing to 1
 */
export function softmax(logits: ArrayLike<number>, temperature = 1): number[] {
  const numbers = new Array<number>(logits.length);
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < numbers.length; i++) {
    const scaled = (logits[i] as number) / temperature;
    if (scaled > highest) highest = scaled;
    numbers[i] = scaled;
  }
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) {
    const power = Math.exp((numbers[i] as number) - highest);
    sum += power;
    numbers[i] = power;
  }
  for (let i = 0; i < numbers.length; i++) numbers[i] = (numbers[i] as number) / sum;
  return numbers;
}

/**
 * One output to the probability of "yes" (Platt scaling): 1 / (1 + e^-(scale · value + bias)).
 *
 * @returns 0–1
 */
export function sigmoid(value: number, scale = 1, bias = 0): number {
  return 1 / (1 + Math.exp(-(scale * value + bias)));
}
