# The resources of Terraform's AWS provider for Cognito: which calls each makes, in which order, and
# what it takes from the answers. After hashicorp/terraform-provider-aws, service/cognitoidp.
"""Each resource is a class with create(config) -> id, read(id) -> attributes or None once it is
gone, update(id, old, new) and delete(id). An id is text and all there is to import by; config and
attributes have the names of the API, and a resource writes nothing but what its config says."""


def without(values, *names):
    return {name: value for name, value in values.items() if name not in names}


def given(**values):
    """Members that a config left out are left out of the request."""
    return {name: value for name, value in values.items() if value is not None}


class Resource:
    gone = ("ResourceNotFoundException",)

    def __init__(self, idp):
        self.idp = idp

    def found(self, call, **request):
        """The answer, or None for what the provider takes for gone."""
        try:
            return call(**request)
        except self.idp.exceptions.ClientError as error:
            if error.response["Error"]["Code"] in self.gone:
                return None
            raise

    def remove(self, call, **request):
        self.found(call, **request)


class UserPool(Resource):
    mfa = ("MfaConfiguration", "SoftwareTokenMfaConfiguration", "WebAuthnConfiguration",
           "SmsConfiguration", "SmsAuthenticationMessage")
    # Of the pool, and written by calls of their own, or never again.
    fixed = ("AliasAttributes", "UsernameAttributes", "UsernameConfiguration", "Schema",
             "UserPoolTags", "SoftwareTokenMfaConfiguration", "WebAuthnConfiguration")

    def create(self, config):
        made = self.idp.create_user_pool(**without(
            config, "MfaConfiguration", "SoftwareTokenMfaConfiguration", "WebAuthnConfiguration"))
        pool = made["UserPool"]["Id"]
        self.set_mfa(pool, config)
        return pool

    def set_mfa(self, pool, config):
        mode = config.get("MfaConfiguration", "OFF")
        if mode == "OFF" and "WebAuthnConfiguration" not in config:
            return
        request = given(MfaConfiguration=mode if mode != "OFF" else None,
                        SoftwareTokenMfaConfiguration=config.get("SoftwareTokenMfaConfiguration"),
                        WebAuthnConfiguration=config.get("WebAuthnConfiguration"))
        if "SmsConfiguration" in config and mode != "OFF":
            request["SmsMfaConfiguration"] = given(
                SmsConfiguration=config["SmsConfiguration"],
                SmsAuthenticationMessage=config.get("SmsAuthenticationMessage"))
        self.idp.set_user_pool_mfa_config(UserPoolId=pool, **request)

    def read(self, pool):
        answer = self.found(self.idp.describe_user_pool, UserPoolId=pool)
        if answer is None:
            return None
        shown = dict(answer["UserPool"])
        mfa = self.idp.get_user_pool_mfa_config(UserPoolId=pool)
        mfa.pop("ResponseMetadata")
        custom = ("custom:", "developer_only_custom:")
        shown["Schema"] = [dict(one, Name=one["Name"].rsplit(":", 1)[-1])
                           for one in shown.pop("SchemaAttributes")
                           if one["Name"].startswith(custom)]
        return {**shown, "PoolName": shown.pop("Name"), **without(mfa, "SmsMfaConfiguration")}

    def update(self, pool, old, new):
        if any(old.get(name) != new.get(name) for name in self.mfa):
            self.set_mfa(pool, {"MfaConfiguration": "OFF", **new})
        self.idp.update_user_pool(UserPoolId=pool, **without(new, "PoolName", *self.fixed))
        added = [one for one in new.get("Schema", []) if one not in old.get("Schema", [])]
        if added:
            self.idp.add_custom_attributes(UserPoolId=pool, CustomAttributes=added)
        arn = self.idp.describe_user_pool(UserPoolId=pool)["UserPool"]["Arn"]
        old_tags, new_tags = old.get("UserPoolTags", {}), new.get("UserPoolTags", {})
        if removed := [key for key in old_tags if key not in new_tags]:
            self.idp.untag_resource(ResourceArn=arn, TagKeys=removed)
        if new_tags:
            self.idp.tag_resource(ResourceArn=arn, Tags=new_tags)

    def delete(self, pool):
        self.remove(self.idp.delete_user_pool, UserPoolId=pool)


class UserPoolClient(Resource):
    def create(self, config):
        made = self.idp.create_user_pool_client(**config)["UserPoolClient"]
        return f"{made['UserPoolId']}/{made['ClientId']}"

    def read(self, id):
        pool, client = id.split("/")
        answer = self.found(self.idp.describe_user_pool_client, UserPoolId=pool, ClientId=client)
        return answer and answer["UserPoolClient"]

    def update(self, id, old, new):
        pool, client = id.split("/")
        self.idp.update_user_pool_client(ClientId=client, **without(new, "GenerateSecret"))

    def delete(self, id):
        pool, client = id.split("/")
        self.remove(self.idp.delete_user_pool_client, UserPoolId=pool, ClientId=client)


class ManagedUserPoolClient(UserPoolClient):
    """A client that some service made: found by its name, taken over, and never deleted."""

    def create(self, config):
        pool = config["UserPoolId"]
        pages = self.idp.get_paginator("list_user_pool_clients").paginate(UserPoolId=pool)
        ids = [one["ClientId"] for page in pages for one in page["UserPoolClients"]
               if one["ClientName"] == config["ClientName"]]
        assert len(ids) == 1
        self.update(f"{pool}/{ids[0]}", {}, config)
        return f"{pool}/{ids[0]}"

    def delete(self, id):
        pass


class UserGroup(Resource):
    def create(self, config):
        self.idp.create_group(**config)
        return f"{config['UserPoolId']}/{config['GroupName']}"

    def names(self, id):
        return dict(zip(("UserPoolId", "GroupName"), id.split("/")))

    def read(self, id):
        answer = self.found(self.idp.get_group, **self.names(id))
        return answer and answer["Group"]

    def update(self, id, old, new):
        self.idp.update_group(**new)

    def delete(self, id):
        self.remove(self.idp.delete_group, **self.names(id))


class User(Resource):
    gone = ("UserNotFoundException", "ResourceNotFoundException")

    def names(self, id):
        return dict(zip(("UserPoolId", "Username"), id.split("/")))

    @staticmethod
    def listed(attributes):
        return [{"Name": name, "Value": value} for name, value in attributes.items()]

    def create(self, config):
        names = {name: config[name] for name in ("UserPoolId", "Username")}
        self.idp.admin_create_user(**names, MessageAction="SUPPRESS",
                                   UserAttributes=self.listed(config["Attributes"]))
        if not config["Enabled"]:
            self.idp.admin_disable_user(**names)
        self.idp.admin_set_user_password(**names, Password=config["Password"], Permanent=True)
        return "/".join(names.values())

    def read(self, id):
        answer = self.found(self.idp.admin_get_user, **self.names(id))
        if answer is None:
            return None
        answer.pop("ResponseMetadata")
        attributes = {one["Name"]: one["Value"] for one in answer.pop("UserAttributes")}
        return {**answer, **self.names(id), "Sub": attributes.pop("sub"), "Attributes": attributes}

    def update(self, id, old, new):
        names = self.names(id)
        changed = {name: value for name, value in new["Attributes"].items()
                   if old["Attributes"].get(name) != value}
        if changed:
            self.idp.admin_update_user_attributes(**names, UserAttributes=self.listed(changed))
        if removed := [name for name in old["Attributes"] if name not in new["Attributes"]]:
            self.idp.admin_delete_user_attributes(**names, UserAttributeNames=removed)
        if old["Enabled"] != new["Enabled"]:
            switch = self.idp.admin_enable_user if new["Enabled"] else self.idp.admin_disable_user
            switch(**names)
        if old["Password"] != new["Password"]:
            self.idp.admin_set_user_password(**names, Password=new["Password"], Permanent=True)

    def delete(self, id):
        self.remove(self.idp.admin_delete_user, **self.names(id))


class UserInGroup(Resource):
    gone = ("UserNotFoundException", "ResourceNotFoundException")

    def names(self, id):
        return dict(zip(("UserPoolId", "GroupName", "Username"), id.split("/")))

    def create(self, config):
        self.idp.admin_add_user_to_group(**config)
        return "/".join(config[name] for name in ("UserPoolId", "GroupName", "Username"))

    def read(self, id):
        names = self.names(id)
        answer = self.found(self.idp.admin_list_groups_for_user, **without(names, "GroupName"))
        if answer is None:
            return None
        member = any(one["GroupName"] == names["GroupName"] for one in answer["Groups"])
        return names if member else None

    def delete(self, id):
        self.remove(self.idp.admin_remove_user_from_group, **self.names(id))


class ResourceServer(Resource):
    def names(self, id):
        return dict(zip(("UserPoolId", "Identifier"), id.split("|")))

    def create(self, config):
        self.idp.create_resource_server(**config)
        return f"{config['UserPoolId']}|{config['Identifier']}"

    def read(self, id):
        answer = self.found(self.idp.describe_resource_server, **self.names(id))
        return answer and answer["ResourceServer"]

    def update(self, id, old, new):
        self.idp.update_resource_server(**new)

    def delete(self, id):
        self.remove(self.idp.delete_resource_server, **self.names(id))


class IdentityProvider(Resource):
    def names(self, id):
        return dict(zip(("UserPoolId", "ProviderName"), id.split(":")))

    def create(self, config):
        made = self.idp.create_identity_provider(**config)["IdentityProvider"]
        return f"{made['UserPoolId']}:{made['ProviderName']}"

    def read(self, id):
        answer = self.found(self.idp.describe_identity_provider, **self.names(id))
        return answer and answer["IdentityProvider"]

    def update(self, id, old, new):
        self.idp.update_identity_provider(**without(new, "ProviderType"))

    def delete(self, id):
        self.remove(self.idp.delete_identity_provider, **self.names(id))


class UserPoolDomain(Resource):
    """Its id is the domain; who owns it is read back, for deletion."""

    def create(self, config):
        self.idp.create_user_pool_domain(**config)
        return config["Domain"]

    def read(self, id):
        shown = self.idp.describe_user_pool_domain(Domain=id)["DomainDescription"]
        if "Status" not in shown:
            return None
        assert shown["Status"] == "ACTIVE"  # What the provider waits for.
        return shown

    def update(self, id, old, new):
        self.idp.update_user_pool_domain(**new)

    def delete(self, id):
        if shown := self.read(id):
            self.remove(self.idp.delete_user_pool_domain, Domain=id, UserPoolId=shown["UserPoolId"])


class UICustomization(Resource):
    def names(self, id):
        return dict(zip(("UserPoolId", "ClientId"), id.split(",")))

    def create(self, config):
        self.idp.set_ui_customization(**config)
        return f"{config['UserPoolId']},{config['ClientId']}"

    def read(self, id):
        answer = self.found(self.idp.get_ui_customization, **self.names(id))
        return answer and answer["UICustomization"] or None

    def update(self, id, old, new):
        self.create(new)

    def delete(self, id):
        self.remove(self.idp.set_ui_customization, **self.names(id))


class ManagedLoginBranding(Resource):
    def names(self, id):
        return dict(zip(("UserPoolId", "ManagedLoginBrandingId"), id.split(",")))

    def create(self, config):
        made = self.idp.create_managed_login_branding(**config)["ManagedLoginBranding"]
        return f"{config['UserPoolId']},{made['ManagedLoginBrandingId']}"

    def read(self, id):
        names = self.names(id)
        answer = self.found(self.idp.describe_managed_login_branding, **names,
                            ReturnMergedResources=False)
        if answer is None:
            return None
        whole = self.idp.describe_managed_login_branding(**names, ReturnMergedResources=True)
        shown = {**answer["ManagedLoginBranding"],
                 "SettingsAll": whole["ManagedLoginBranding"]["Settings"]}
        # An import has to find out whose it is.
        pages = self.idp.get_paginator("list_user_pool_clients").paginate(
            UserPoolId=names["UserPoolId"])
        for client in [one["ClientId"] for page in pages for one in page["UserPoolClients"]]:
            by_client = self.found(self.idp.describe_managed_login_branding_by_client,
                                   UserPoolId=names["UserPoolId"], ClientId=client)
            if by_client and by_client["ManagedLoginBranding"]["ManagedLoginBrandingId"] == (
                    names["ManagedLoginBrandingId"]):
                shown["ClientId"] = client
        return shown

    def update(self, id, old, new):
        self.idp.update_managed_login_branding(**self.names(id),
                                               **without(new, "UserPoolId", "ClientId"))

    def delete(self, id):
        self.remove(self.idp.delete_managed_login_branding, **self.names(id))


class RiskConfiguration(Resource):
    """Never gone while its pool is there: an empty one is set in its place."""

    parts = ("CompromisedCredentialsRiskConfiguration", "AccountTakeoverRiskConfiguration",
             "RiskExceptionConfiguration")

    def names(self, id):
        return dict(zip(("UserPoolId", "ClientId"), id.split(":")))

    def create(self, config):
        self.idp.set_risk_configuration(**config)
        return ":".join(config[name] for name in ("UserPoolId", "ClientId") if name in config)

    def read(self, id):
        answer = self.found(self.idp.describe_risk_configuration, **self.names(id))
        shown = answer and answer["RiskConfiguration"]
        return shown if shown and any(part in shown for part in self.parts) else None

    def update(self, id, old, new):
        self.create(new)

    def delete(self, id):
        self.remove(self.idp.set_risk_configuration, **self.names(id))


class LogDeliveryConfiguration(Resource):
    def create(self, config):
        self.idp.set_log_delivery_configuration(**config)
        return config["UserPoolId"]

    def read(self, id):
        answer = self.found(self.idp.get_log_delivery_configuration, UserPoolId=id)
        shown = answer and answer["LogDeliveryConfiguration"]
        return shown if shown and shown["LogConfigurations"] else None

    def update(self, id, old, new):
        self.create(new)

    def delete(self, id):
        self.remove(self.idp.set_log_delivery_configuration, UserPoolId=id, LogConfigurations=[])
