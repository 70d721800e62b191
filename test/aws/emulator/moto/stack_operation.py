"""Creates, updates and deletes stacks as CloudFormation does: in dependency order, and back again on failure.

Each operation works in a thread of its own while the API answers truthfully about what it has come to.
"""

import threading
import traceback
from dataclasses import replace

from moto.cloudformation import parsing
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import Event
from moto.ssm.models import ssm_backends

from resource_kinds import Place, ResourceFailed, kind_of, resolve
from template_order import dependency_order


class SettledMap(parsing.ResourceMap):
    """moto's map of a stack's resources, but that looking at it creates nothing."""

    def __getitem__(self, key):
        return self._parsed_resources[key]

    def parse_ssm_parameter(self, value, value_type):
        if ssm_backends[self._account_id][self._region_name].get_parameter(value) is None:
            raise ValidationError(
                message=f"Unable to fetch parameters [{value}] from parameter store for this account."
            )
        return super().parse_ssm_parameter(value, value_type)


def settled_map(stack, template, parameters, exports):
    """What references in a template are resolved by; raises moto's ValidationError for what is wrong with it."""
    found = SettledMap(
        stack.stack_id,
        stack.name,
        parameters,
        stack.tags,
        account_id=stack.account_id,
        region_name=stack.region_name,
        template=template,
        cross_stack_resources=exports,
    )
    found.load()
    return found


class Operation:
    """One change of a stack."""

    def __init__(self, stack, exports):
        self.stack = stack
        self.exports = exports
        self.place = Place(stack, stack.resource_map, stack.account_id, stack.region_name)
        self.applied = stack.applied
        self.replaced = []
        self.done = threading.Event()

    def start(self, work, *arguments):
        def run():
            try:
                work(*arguments)
            except Exception:
                traceback.print_exc()
                self._tell_stack(f"{self.stack.status.split('_')[0]}_FAILED", "the emulator failed, see its output")
            finally:
                self.done.set()

        threading.Thread(target=run, daemon=True).start()

    # What is done

    def create(self, after):
        try:
            for logical_id in self._order():
                self._bring(logical_id, [])
        except _Stopped as stopped:
            self._tell_stack("ROLLBACK_IN_PROGRESS", f"{stopped.summary()} Rollback requested by user.")
            failed = self._delete_all(list(self.applied.values()), keep=_kept_after_failed_create)
            return self._tell_stack("ROLLBACK_FAILED" if failed else "ROLLBACK_COMPLETE", failed)
        after()
        self._settle()
        return self._tell_stack("CREATE_COMPLETE")

    def update(self, old_map, after):
        touched = []
        try:
            for logical_id in self._order():
                self._bring(logical_id, touched)
        except _Stopped as stopped:
            return self._turn_back(old_map, touched, stopped)
        after()
        self._settle()
        self._tell_stack("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
        wanted = set(self._order())
        removed = [applied for logical_id, applied in self.applied.items() if logical_id not in wanted]
        self._delete_all(self.replaced, keep=_kept_when_replaced)
        self._delete_all(removed, keep=_kept_when_deleted)
        return self._tell_stack("UPDATE_COMPLETE")

    def delete(self, after):
        self._tell_stack("DELETE_IN_PROGRESS", "User Initiated")
        failed = self._delete_all(list(self.applied.values()), keep=_kept_when_deleted)
        if failed:
            return self._tell_stack("DELETE_FAILED", failed)
        self._tell_stack("DELETE_COMPLETE")
        return after()

    def _turn_back(self, old_map, touched, stopped):
        self._tell_stack("UPDATE_ROLLBACK_IN_PROGRESS", stopped.summary())
        # What was to be deleted after success stays.
        self.replaced = []
        self.place.map = self.stack.resource_map = old_map
        for logical_id, applied in self.applied.items():
            old_map._parsed_resources[logical_id] = applied.model
        try:
            for logical_id, before, attempted in sorted(touched, key=self._position):
                self._bring_back(logical_id, before, attempted)
        except _Stopped as again:
            return self._tell_stack("UPDATE_ROLLBACK_FAILED", again.summary())
        self._settle()
        self._tell_stack("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
        self._delete_all(self.replaced)
        return self._tell_stack("UPDATE_ROLLBACK_COMPLETE")

    def _position(self, touch):
        order = self._order()
        return order.index(touch[0]) if touch[0] in order else len(order)

    # One resource

    def _bring(self, logical_id, touched):
        """Makes a resource what the template wants; notes in `touched` what it was and what was attempted."""
        template = self.place.map._resource_json_map[logical_id]
        before = self.applied.get(logical_id)
        try:
            wanted = resolve(self.place, logical_id, template, before)
        except Exception as error:
            raise self._failed(logical_id, template["Type"], before, error, "UPDATE" if before else "CREATE") from error
        if before is not None and wanted.type == before.wanted.type and wanted.properties == before.wanted.properties:
            return
        touched.append((logical_id, before, wanted))
        after = self._change(before, wanted)
        if before is not None and after.physical_id != before.physical_id:
            self.replaced.append(before)

    def _change(self, before, wanted):
        verb = "CREATE" if before is None else "UPDATE"
        self._tell(wanted, before, f"{verb}_IN_PROGRESS")
        kind = kind_of(wanted.type)
        try:
            if before is None or before.wanted.type != wanted.type:
                after = kind.create(self.place, wanted)
            else:
                after = kind.update(self.place, wanted, before)
        except Exception as error:
            if isinstance(error, ResourceFailed) and error.applied is not None:
                self.applied[wanted.logical_id] = error.applied
            raise self._failed(wanted.logical_id, wanted.type, before, error, verb) from error
        self._note(after)
        self._tell(wanted, after, f"{verb}_COMPLETE")
        return after

    def _bring_back(self, logical_id, before, attempted):
        now = self.applied.get(logical_id)
        if before is None:
            if now is not None:
                self.replaced.append(now)
        elif now.physical_id != before.physical_id and not _is_custom(before.wanted.type):
            # The old one is still there: it is taken up again, and the new one goes.
            self.replaced.append(now)
            self._note(before)
            self._tell(before.wanted, before, "UPDATE_COMPLETE")
        else:
            # What was attempted last is what the resource may have become.
            now = replace(now, wanted=attempted)
            wanted = resolve(self.place, logical_id, before.wanted.template, now)
            after = self._change(now, wanted)
            if after.physical_id != now.physical_id:
                self.replaced.append(now)

    def _note(self, applied):
        self.applied[applied.logical_id] = applied
        self.place.map._parsed_resources[applied.logical_id] = applied.model

    def _delete_all(self, doomed, keep=lambda _template: False):
        """Deletes in reverse order; gives what failed, as the stack's reason says it, or None."""
        order = dependency_order({key: applied.wanted.template for key, applied in self.applied.items()})
        doomed = sorted(doomed, key=lambda a: order.index(a.logical_id) if a.logical_id in order else -1)
        failed = []
        for applied in reversed(doomed):
            if keep(applied.wanted.template):
                self._tell(applied.wanted, applied, "DELETE_SKIPPED")
            elif not self._delete(applied):
                failed.append(applied.logical_id)
                continue
            if self.applied.get(applied.logical_id) is applied:
                del self.applied[applied.logical_id]
        return f"The following resource(s) failed to delete: [{', '.join(failed)}]. " if failed else None

    def _delete(self, applied):
        self._tell(applied.wanted, applied, "DELETE_IN_PROGRESS")
        try:
            kind_of(applied.wanted.type).delete(self.place, applied)
        except ResourceFailed as error:
            self._tell(applied.wanted, applied, "DELETE_FAILED", error.reason)
            return False
        except Exception:
            # moto cannot delete everything; that is nothing to Slipway.
            pass
        self._tell(applied.wanted, applied, "DELETE_COMPLETE")
        return True

    # What is told

    def _order(self):
        resources = self.place.map._resource_json_map
        conditions = self.place.map.lazy_condition_map
        present = {
            logical_id: template
            for logical_id, template in resources.items()
            if "Condition" not in template or conditions[template["Condition"]]
        }
        return dependency_order(present)

    def _settle(self):
        """Works out outputs and exports of what is there now."""
        outputs = (self.place.map._template or {}).get("Outputs") or {}
        parsed = [parsing.parse_output(key, output, self.place.map) for key, output in outputs.items()]
        for export in self.stack.settled_exports:
            self.exports.pop(export.name, None)
        self.stack.settled_exports = parsing.OutputMap(
            self.place.map, self.place.map._template, self.stack.stack_id
        ).exports
        names = {export.value: export.name for export in self.stack.settled_exports}
        for export in self.stack.settled_exports:
            self.exports[export.name] = export
        self.stack.settled_outputs = [
            {
                "OutputKey": output.key,
                "OutputValue": output.value,
                "Description": output.description,
                "ExportName": names.get(output.value),
            }
            for output in parsed
            if output is not None
        ]

    def _failed(self, logical_id, resource_type, before, error, verb):
        reason = error.reason if isinstance(error, ResourceFailed) else _reason(error)
        physical_id = before.physical_id if before is not None else ""
        self._event(logical_id, physical_id, resource_type, f"{verb}_FAILED", reason)
        return _Stopped(logical_id, verb.lower())

    def _tell(self, wanted, applied, status, reason=None):
        physical_id = "" if applied is None else applied.physical_id
        self._event(wanted.logical_id, physical_id, wanted.type, status, reason)

    def _tell_stack(self, status, reason=None):
        stack = self.stack
        self._event(stack.name, stack.stack_id, "AWS::CloudFormation::Stack", status, reason)
        stack.stack_status_reason = reason
        # Last: who sees the status must find all the rest.
        stack.status = status

    def _event(self, logical_id, physical_id, resource_type, status, reason):
        stack = self.stack
        stack.events.append(
            Event(stack.stack_id, stack.name, logical_id, physical_id, resource_type, status, reason, None)
        )


class _Stopped(Exception):
    """A resource failed, and with it the operation."""

    def __init__(self, logical_id, verb):
        super().__init__(logical_id)
        self._logical_id = logical_id
        self._verb = verb

    def summary(self):
        return f"The following resource(s) failed to {self._verb}: [{self._logical_id}]. "


def _is_custom(resource_type):
    return resource_type.startswith("Custom::") or resource_type == "AWS::CloudFormation::CustomResource"


def _kept_after_failed_create(template):
    return template.get("DeletionPolicy") == "Retain"


def _kept_when_replaced(template):
    return template.get("UpdateReplacePolicy") == "Retain"


def _kept_when_deleted(template):
    return template.get("DeletionPolicy") in ("Retain", "RetainExceptOnCreate")


def _reason(error):
    said = getattr(error, "message", None) or str(error) or type(error).__name__
    return f'Resource handler returned message: "{said}" (HandlerErrorCode: GeneralServiceException)'
