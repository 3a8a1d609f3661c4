import { UserError } from '../user-error';
import type { TagResourceType } from './field';
import type { RecordFormat } from './record-format';

/** Which tag keys of a resource type the tag fields of a record show, in the words of EC2's TagFieldSpecification. */
export interface TagFieldSpecification {
  readonly resourceType: TagResourceType;
  /** One or two tag keys; the first is shown by the field without a number, the second by the one ending in `-2`. */
  readonly tagKeys: readonly string[];
}

/**
 * Checks that a format's tag fields and the given tag keys fit each other, as EC2 does at creation.
 *
 * @throws UserError for a tag field without its key, a key without its field, a resource type given twice
 */
export function checkTagFields(format: RecordFormat, specifications: readonly TagFieldSpecification[]): void {
  for (const { resourceType, tagKeys } of specifications) {
    if (specifications.filter((one) => one.resourceType === resourceType).length > 1) {
      throw new UserError(
        `tag field specifications must name a resource type once, got twice: ${resourceType}`,
      );
    }
    if (new Set(tagKeys).size < tagKeys.length) {
      throw new UserError(
        `the tag field specification of ${resourceType} must name a tag key once, got twice: ${tagKeys[0]}`,
      );
    }
    if (tagKeys.length < 1 || tagKeys.length > 2) {
      throw new UserError(
        `the tag field specification of ${resourceType} must have 1 or 2 tag keys, got: ${tagKeys.length}`,
      );
    }
  }
  for (const field of format.tagFields) {
    const { resourceType, slot } = field.tag!;
    const keys = specifications.find((one) => one.resourceType === resourceType)?.tagKeys ?? [];
    if (keys.length < slot) {
      throw new UserError(
        `field '${field.name}' needs a tag field specification with ${slot === 1 ? 'a tag key' : 'a second tag key'} for ${resourceType}`,
      );
    }
  }
  for (const { resourceType, tagKeys } of specifications) {
    const shown = format.tagFields.filter((field) => field.tag!.resourceType === resourceType).length;
    if (shown < tagKeys.length) {
      throw new UserError(
        `the tag field specification of ${resourceType} has ${tagKeys.length} tag keys, but the record format shows ${shown} of them`,
      );
    }
  }
}
