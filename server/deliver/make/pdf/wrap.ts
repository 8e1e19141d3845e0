/** Lines no wider than `width`; a word that is wider by itself is cut. `measure`: width of a word or a space, in the same unit. */
export function wrap(text: string, width: number, measure: (word: string) => number): string[] {
  const lines: string[] = [];
  const space = measure(' ');
  let line: string[] = [];
  let wide = 0;
  const end = (): void => {
    lines.push(line.join(' '));
    line = [];
    wide = 0;
  };
  for (const word of text.split(' ')) {
    for (const piece of pieces(word, width, measure)) {
      const own = measure(piece);
      if (line.length > 0 && wide + space + own > width) end();
      wide += own + (line.length > 0 ? space : 0);
      line.push(piece);
    }
  }
  end();
  return lines;
}

/** A word as it is, or cut into what fits: no sign is cut in two. */
function pieces(word: string, width: number, measure: (word: string) => number): string[] {
  if (measure(word) <= width) return [word];
  const cut: string[] = [];
  let piece = '';
  let wide = 0;
  for (const char of word) {
    const own = measure(char);
    if (piece !== '' && wide + own > width) {
      cut.push(piece);
      piece = '';
      wide = 0;
    }
    piece += char;
    wide += own;
  }
  return [...cut, piece];
}
