/** A colour that is the stronger, the greater a number is. @param {number} number */
export const shade = (number) => `hsl(220 70% ${Math.max(30, 75 - 15 * number)}%)`;
