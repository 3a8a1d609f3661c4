import { TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import { terraformCondition, type ValueCheck } from '../core/configuration/value-check';

export interface TextVariableProps {
  readonly description: string;
  /** The same check that the configuration's value has passed. */
  readonly check: ValueCheck;
  /** @default - Terraform asks */
  readonly default?: string;
}

/** An input variable of a stack, checked by Terraform as the configuration is at synth. */
export function textVariable(stack: Construct, name: string, props: TextVariableProps): string {
  const variable = new TerraformVariable(stack, name, {
    type: 'string',
    nullable: false,
    description: props.description,
    default: props.default,
    validation: [
      {
        condition: `\${${terraformCondition(props.check, name)}}`,
        errorMessage: `'${name}' must be ${props.check.allowed}, got: \${var.${name}}`,
      },
    ],
  });
  return variable.stringValue;
}
