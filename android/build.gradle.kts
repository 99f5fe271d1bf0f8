buildscript {
    repositories {
        google()
        mavenCentral()
    }
    dependencies {
        // Android's plugin brings a Kotlin of its own that is older than the Compose plugin below: this one takes its place.
        classpath(libs.kotlin.gradle)
    }
}

plugins {
    alias(libs.plugins.android.application) apply false
    alias(libs.plugins.android.library) apply false
    alias(libs.plugins.kotlin.compose) apply false
}
