/** Whether two objects are the same is seen by comparing them when their UIDs collide, not by hashes made of every one. */
export const compareOnCollision = `
ALTER TABLE instance DROP COLUMN content_sha256;
ALTER TABLE instance DROP COLUMN dataset_sha256;
`;
