plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.compose)
}

android {
    namespace = "org.countersign.app"
    compileSdk = 36

    defaultConfig {
        applicationId = "org.countersign.app"
        minSdk = 28
        targetSdk = 35
        versionCode = 1
        versionName = "0.1.0"
    }

    buildFeatures {
        compose = true
    }

    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"))
        }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }

    androidResources {
        localeFilters += listOf("en", "nl")
    }

    // Twins of the library in memory, for tests only.
    sourceSets {
        named("test") {
            kotlin.directories += "../kit/src/memory/kotlin"
        }
    }

    testOptions {
        unitTests {
            isIncludeAndroidResources = true
            all {
                val pictures = layout.buildDirectory.dir("screenshots").get().asFile
                it.doFirst { pictures.mkdirs() }
                it.systemProperty("screenshots", pictures.path)
                it.systemProperty("resources", file("src/main/res").path)
            }
        }
    }
}

dependencies {
    implementation(project(":kit"))
    implementation(libs.coroutines.android)
    implementation(libs.compose.ui)
    implementation(libs.compose.foundation)
    implementation(libs.material3)
    implementation(libs.activity.compose)
    implementation(libs.lifecycle.compose)
    implementation(libs.core.ktx)
    implementation(libs.biometric)

    testImplementation(libs.junit4)
    testImplementation(libs.robolectric)
    testImplementation(libs.compose.test)
    testImplementation(libs.compose.test.manifest)
    testImplementation(libs.test.core)
    testImplementation(libs.test.junit)
    testImplementation(libs.coroutines.test)
}
