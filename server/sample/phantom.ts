/**
 * An analytic head: what is where, in mm of the patient (x to the left, y to the back, z to the head; PS3.3 §C.7.6.2.1.1), and how
 * dense, in HU. Later shapes lie over earlier ones. It shows a stroke of the left middle cerebral artery as teaching texts describe
 * it (loss of the insular ribbon, blurred lentiform nucleus, dense M1; on angiography an M1 that ends). Invented; no person's anatomy.
 */

export type Point = readonly [number, number, number];

export type Shape =
  | { kind: 'ellipsoid'; centre: Point; radii: Point; hu: number }
  | { kind: 'tube'; from: Point; to: Point; radius: number; hu: number };

export interface HeadOptions {
  /** With iodine in the vessels. */
  contrast: boolean;
  /** The early signs of the stroke; a prior has none. */
  stroke: boolean;
}

const BONE = 950;
const AIR = -980;
const FAT = -85;
const MUSCLE = 45;
const CSF = 8;
const GREY = 38;
const WHITE = 29;
const BLOOD = 42;
const DENSE_CLOT = 68;
/** Arterial phase. */
const IODINE = 360;

const ellipsoid = (centre: Point, radii: Point, hu: number): Shape => ({ kind: 'ellipsoid', centre, radii, hu });
/** The same on both sides. */
const pair = ([x, y, z]: Point, radii: Point, hu: number, huLeft = hu): Shape[] => [
  ellipsoid([-x, y, z], radii, hu),
  ellipsoid([x, y, z], radii, huLeft),
];

export function head({ contrast, stroke }: HeadOptions): Shape[] {
  return [...shell(), ...brain(stroke), ...fluid(), ...base(), ...vessels(contrast, stroke)];
}

function shell(): Shape[] {
  return [
    ellipsoid([0, 0, 0], [78, 98, 110], MUSCLE),
    ellipsoid([0, -4, -70], [66, 88, 62], MUSCLE),
    ellipsoid([0, 0, 0], [76, 96, 108], FAT),
    ellipsoid([0, 0, 0], [73, 93, 105], BONE),
    ellipsoid([0, 0, 0], [67, 87, 99], CSF),
  ];
}

function brain(stroke: boolean): Shape[] {
  const lesion = (healthy: number, early: number) => (stroke ? early : healthy);
  return [
    ellipsoid([0, 0, 0], [66, 86, 98], GREY),
    ellipsoid([0, 0, 2], [57, 77, 89], WHITE),
    // Cortex on both sides of the midline, and the fissure between.
    ellipsoid([0, -44, 34], [5, 44, 56], GREY),
    ellipsoid([0, 50, 30], [5, 36, 56], GREY),
    ellipsoid([0, 0, 62], [5, 70, 32], GREY),
    ellipsoid([0, -46, 34], [1.3, 42, 56], CSF),
    ellipsoid([0, 52, 30], [1.3, 36, 56], CSF),
    ellipsoid([0, 0, 64], [1.3, 70, 34], CSF),
    ...gyri(),
    // Cortex of the left middle cerebral artery loses its contrast to the white matter.
    ...(stroke ? [ellipsoid([54, 4, 16], [10, 34, 24], 31)] : []),
    ...pair([40, 0, 4], [5, 24, 15], GREY, lesion(GREY, 30)),
    ...pair([44, -2, 3], [1.6, 18, 9], CSF),
    ...pair([25, -6, 4], [7, 15, 10], 40, lesion(40, 33)),
    ...pair([15, -22, 12], [5, 9, 10], 40),
    ...pair([10, 8, 6], [8, 13, 9], 39),
    ellipsoid([0, 46, -52], [48, 34, 28], GREY - 2),
    ellipsoid([0, 18, -48], [13, 13, 34], WHITE + 2),
  ];
}

/** Sulci: thin folds of fluid in the cortex, on a regular grid of directions. */
function gyri(): Shape[] {
  const folds: Shape[] = [];
  for (let turn = 0; turn < 44; turn++) {
    for (let row = 0; row < 8; row++) {
      const angle = (turn / 44) * 2 * Math.PI + row * 0.4;
      const z = -24 + row * 15;
      const across = Math.sqrt(Math.max(0, 1 - (z / 99) ** 2));
      const [x, y] = [Math.cos(angle) * 65 * across, Math.sin(angle) * 85 * across];
      if (Math.abs(x) < 4) continue;
      folds.push({ kind: 'tube', from: [x, y, z], to: [x * 0.83, y * 0.83, z + 9], radius: 1.2, hu: CSF + 6 });
    }
  }
  return folds;
}

function fluid(): Shape[] {
  return [
    ellipsoid([0, 0, 44], [0.7, 84, 52], 55),
    ...pair([9, -22, 20], [5, 15, 8], CSF),
    ...pair([13, 8, 26], [6, 24, 8], CSF),
    ...pair([24, 34, 10], [5, 14, 8], CSF),
    ellipsoid([0, 2, 4], [2.2, 13, 9], CSF),
    ellipsoid([0, 36, -42], [6, 5, 9], CSF),
    ellipsoid([0, -8, -14], [10, 8, 5], CSF),
    ellipsoid([0, 22, -6], [16, 5, 6], CSF),
    // Calcified pineal gland and choroid plexus: landmarks that readers look for.
    ellipsoid([0, 26, 4], [1.8, 2, 2], 140),
    ...pair([24, 36, 10], [2, 4, 3], 110),
  ];
}

function base(): Shape[] {
  return [
    ...pair([42, 18, -62], [26, 10, 13], BONE + 250),
    ...pair([44, 26, -66], [9, 8, 8], AIR),
    ellipsoid([0, -20, -64], [30, 16, 6], BONE),
    ellipsoid([0, -26, -70], [13, 12, 9], AIR),
    ...pair([12, -62, -66], [9, 18, 13], AIR),
    ellipsoid([0, -86, -18], [16, 6, 13], AIR),
    ...pair([30, -72, -50], [17, 22, 16], FAT),
    ...pair([30, -80, -50], [12, 12, 12], 6),
    ...pair([30, -90, -50], [4, 2.5, 4], 80),
    ellipsoid([0, 70, -74], [40, 8, 26], BONE),
    ellipsoid([0, 44, -88], [15, 15, 16], GREY),
  ];
}

/** A vessel through its points. */
function vessel(radius: number, hu: number, ...points: Point[]): Shape[] {
  return points.slice(1).map((to, i) => ({ kind: 'tube' as const, from: points[i]!, to, radius, hu }));
}

function vessels(contrast: boolean, stroke: boolean): Shape[] {
  const hu = contrast ? IODINE : BLOOD;
  const both = (radius: number, density: number, ...points: Point[]) =>
    [1, -1].flatMap((side) => vessel(radius, density, ...points.map(([x, y, z]): Point => [side * x, y, z])));
  const branches: Point[][] = [
    [
      [34, -6, -4],
      [41, 0, 6],
      [46, 12, 22],
      [56, 26, 42],
    ],
    [
      [34, -6, -4],
      [42, -10, 8],
      [50, -20, 26],
      [56, -24, 46],
    ],
    [
      [41, 0, 6],
      [46, 16, 8],
      [58, 34, 16],
    ],
  ];
  const right = branches.flatMap((points) => vessel(1.1, hu, ...points.map(([x, y, z]): Point => [-x, y, z])));
  // Behind the occlusion little is filled, and only from the far end.
  const left = branches.flatMap((points) =>
    vessel(stroke ? 0.8 : 1.1, stroke && contrast ? 120 : hu, ...(stroke ? points.slice(-2) : points)),
  );
  const m1Left = stroke
    ? [...vessel(1.7, hu, [13, -14, -9], [18, -12, -8]), ...vessel(1.9, contrast ? 60 : DENSE_CLOT, [18, -12, -8], [34, -6, -4])]
    : vessel(1.7, hu, [13, -14, -9], [34, -6, -4]);
  return [
    ...both(2.5, hu, [24, 0, -118], [22, 4, -80], [24, -4, -64], [14, -16, -46], [13, -20, -26], [13, -14, -9]),
    ...vessel(1.7, hu, [-13, -14, -9], [-34, -6, -4]),
    ...m1Left,
    ...right,
    ...left,
    ...both(1.2, hu, [13, -14, -9], [2, -24, -4], [2, -38, 14], [2, -28, 44], [2, 8, 60]),
    ...vessel(1, hu, [-2, -24, -4], [2, -24, -4]),
    ...both(1.6, hu, [10, 42, -118], [9, 36, -84], [0, 8, -58]),
    ...vessel(1.8, hu, [0, 8, -58], [0, 4, -22]),
    ...both(1.2, hu, [0, 4, -22], [14, 12, -14], [22, 34, -6], [14, 62, 8]),
    // The superior sagittal sinus is filled a little in the arterial phase.
    ...vessel(3, contrast ? 160 : 55, [0, 84, 30], [0, 60, 76], [0, 0, 98], [0, -50, 82]),
  ];
}
