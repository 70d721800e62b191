/** How a commit stands to another one: what the second is to the first. */
export type Lineage = 'same' | 'descendant' | 'ancestor' | 'diverged';
