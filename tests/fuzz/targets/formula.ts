import { fromFormula } from "../../../lib/schedules/from_formula.ts";
import type { Dice } from "../dice.ts";
import type { FuzzTarget } from "../target.ts";

const LEAVES = ["t", "t", "1", "2", "pi", "e", "0.5", "1e300", "x", "i", "1/0"];
const FUNCTIONS = [
  "cos",
  "sin",
  "exp",
  "log",
  "sqrt",
  "tan",
  "cosh",
  "abs",
  "tanh",
  "gamma",
  "eval",
  "import",
  "factorial",
];
const GOOD = ["1 - t^4", "cos(pi*t/2)", "exp(-t^4)", "1 - t", "sqrt(1 - t^2)", "cos(pi/2 t)"];

function expression(dice: Dice, depth: number): string {
  if (depth === 0 || dice.chance(0.2)) return dice.pick(LEAVES);
  const part = () => expression(dice, depth - 1);
  if (dice.chance(0.4)) return `${dice.pick(FUNCTIONS)}(${part()})`;
  if (dice.chance(0.1)) return `-(${part()})`;
  return `(${part()}) ${dice.pick(["+", "-", "*", "/", "^", "", "==", "?", ";", "!", "'"])} (${part()})`;
}

export const target: FuzzTarget = {
  name: "formula",
  inMemory: true,
  make(dice) {
    const deep = () => "sin(".repeat(dice.pick([3, 60, 3000])) + "t" + ")".repeat(dice.pick([3, 60, 3000]));
    const text = dice.chance(0.05) ? deep() : dice.chance(0.3) ? dice.pick(GOOD) : expression(dice, 1 + dice.below(4));
    return new TextEncoder().encode(text);
  },
  damage: 0.3,
  read: (bytes) => fromFormula(new TextDecoder().decode(bytes)),
};
