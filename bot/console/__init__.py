"""The screens of officers, editors and operators."""
